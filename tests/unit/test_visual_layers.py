"""The layer explorer tells what each layer does, what is hidden, and counts as `dive` counts."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from grader.daemon import Change, ChangeKind, EntryKind, Layer
from grader.report import missing
from labkit.visual.kit.as_html import html
from labkit.visual.layers import (
    ImageLayers,
    LayersLive,
    OwnLayer,
    Step,
    View,
    changes,
    efficiency,
    layers_card,
)
from labkit.visual.layers.efficiency import Efficiency
from labkit.visual.layers.facts import instruction
from labkit.visual.layers.file_tree import drawn, file_tree
from labkit.visual.layers.stack import FileChange, hidden_by
from tests.golden_text import assert_golden
from tests.unit.layered import FOLDER, entry, layer
from tests.unit.reading import read
from tests.unit.shells import IN_A_NOTEBOOK, Shell, shell_of

A, C, D = ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.DELETED
README = 6405
BUSYBOX = 1_154_361
SCRIPTS = 2187


def told(*layers: Layer) -> list[list[tuple[ChangeKind, str]]]:
    return [[(one.kind, one.path) for one in of] for of in changes(layers)]


def test_each_layer_is_told_by_what_it_does_to_those_below() -> None:
    base = layer({"/srv": FOLDER, "/srv/a": 5, "/srv/b": 1})
    assert told(base, layer({"/srv": FOLDER, "/srv/a": 6}, deleted=["/srv/b"])) == [
        [(A, "/srv"), (A, "/srv/a"), (A, "/srv/b")],
        [(C, "/srv/a"), (D, "/srv/b")],
    ]


def test_deleted_folder_is_one_change_with_the_size_of_all_in_it() -> None:
    base = layer({"/a": FOLDER, "/a/b": FOLDER, "/a/b/c": 5, "/a/d": 2})
    (gone,) = changes([base, layer(deleted=["/a"])])[1]
    assert (gone.path, gone.size_bytes, gone.is_dir) == ("/a", 7, True)


def test_opaque_folder_deletes_what_it_does_not_bring_again() -> None:
    base = layer({"/a": FOLDER, "/a/old": 5, "/a/kept": 2})
    above = layer({"/a": FOLDER, "/a/kept": 3}, opaque=["/a"])
    assert told(base, above)[1] == [(C, "/a/kept"), (D, "/a/old")]


def test_whiteout_of_what_is_not_there_deletes_nothing() -> None:
    assert told(layer({"/a": 1}), layer(deleted=["/b"]))[1] == []


@pytest.mark.parametrize(
    ("now", "remark"),
    [
        (entry("/a", 5), "the same content again"),
        (entry("/a", 5, mode=0o600), "mode 644 → 600"),
        (entry("/a", 5, uid=1, gid=2), "owner 0:0 → 1:2"),
        (entry("/a", 6), ""),
        (entry("/a", FOLDER), "was a file"),
        (entry("/a", kind=EntryKind.SYMLINK, link="b", digest=""), "was a file"),
    ],
)
def test_remark_says_what_changed_when_it_is_not_just_the_content(now: object, remark: str) -> None:
    (change,) = changes([layer([entry("/a", 5)]), layer([now])])[1]  # type: ignore[list-item]
    assert (change.kind, change.remark) == (C, remark)


def test_file_hidden_by_a_later_layer_says_by_which() -> None:
    layers = [layer({"/a": 1, "/b": 2}), layer({"/c": 3}), layer({"/a": 4}, deleted=["/b"])]
    assert hidden_by(layers) == {(0, "/a"): 3, (0, "/b"): 3}


def test_file_that_is_seen_by_its_hard_link_is_not_hidden() -> None:
    link = entry("/b", kind=EntryKind.HARD_LINK, link="a")
    layers = [layer([entry("/a", 5), link]), layer(deleted=["/a"])]
    assert hidden_by(layers) == {}
    assert hidden_by([*layers, layer(deleted=["/b"])]) == {(0, "/a"): 2, (0, "/b"): 3}


def of_dives_test_image() -> list[Layer]:
    """The image of dive's own tests, from its Dockerfile: a README copied, moved and deleted."""
    root = "/root/example"
    return [
        layer({"/bin/busybox": BUSYBOX}),
        layer({"/somefile.txt": README}),
        layer({f"{root}": FOLDER, f"{root}/really": FOLDER, f"{root}/really/nested": FOLDER}),
        layer({root: FOLDER, f"{root}/somefile1.txt": README}),
        layer([entry(f"{root}/somefile1.txt", README, mode=0o444)]),
        layer({root: FOLDER, f"{root}/somefile2.txt": README}),
        layer({root: FOLDER, f"{root}/somefile3.txt": README}),
        layer({"/root/saved.txt": README}, deleted=[f"{root}/somefile3.txt"]),
        layer({"/root/.saved.txt": README}),
        layer(deleted=[root]),
        layer({"/root/.data/tests": SCRIPTS}),
        layer({"/tmp/saved.again1.txt": README}),
        layer({"/root/.data/saved.again2.txt": README}),
        layer([entry("/root/saved.txt", README, mode=0o755)]),
    ]


def test_dives_own_test_image_gets_the_figures_that_dive_gives() -> None:
    """Source: Test_Analysis in dive's image_archive_analysis_test.go."""
    layers = of_dives_test_image()
    found = efficiency(layers)
    assert sum(one.size_bytes for one in layers) == 1_220_598
    assert found.wasted_bytes == 32_025
    assert found.score == pytest.approx(0.9844212134184309, abs=1e-12)


def test_dives_own_trees_get_the_score_that_dive_gives() -> None:
    """Source: TestEfficency in dive's efficiency_test.go."""
    found = efficiency(
        [
            layer({"/etc/nginx/nginx.conf": 2000, "/etc/nginx/public": 3000}),
            layer({"/etc/nginx/nginx.conf": 5000, "/etc/athing": 10_000}),
            layer(deleted=["/etc/nginx"]),
        ]
    )
    assert found.score == 0.75
    assert [(one.path, one.size_bytes) for one in found.wasted] == [("/etc/nginx/nginx.conf", 7000)]


def test_image_of_nothing_is_efficient() -> None:
    assert efficiency([layer({"/nothing": 0}), layer()]) == Efficiency(1.0, ())


def test_more_is_wasted_for_dive_than_is_hidden() -> None:
    """dive counts the copy that is seen too: so the card tells both."""
    layers = [layer({"/a": 5}), layer({"/a": 7})]
    hidden = sum(layers[number].entries[path].size_bytes for number, path in hidden_by(layers))
    assert (hidden, efficiency(layers).wasted_bytes) == (5, 12)


def shop(own: OwnLayer | None = None) -> ImageLayers:
    """An image on a base: a file copied, changed and deleted."""
    layers = [
        layer({"/bin": FOLDER, **{f"/bin/{number:03}": 7000 for number in range(276)}}),
        layer({"/srv": FOLDER, "/srv/menu": 500}),
        layer({"/srv": FOLDER, "/srv/menu": 505, "/srv/note": 3}),
        layer({"/srv": FOLDER}, deleted=["/srv/menu"]),
    ]
    done = changes(layers)

    def step(number: int, said: str, *shared: str) -> Step:
        return Step(number, said, layers[number - 1].size_bytes, done[number - 1], shared)

    return ImageLayers(
        "shop",
        (
            step(1, "COPY … in /", "dockyard/busybox"),
            Step(0, 'CMD ["sh"]'),
            step(2, "COPY menu /srv/menu", "stall"),
            Step(0, "ENV A=<b>&1"),
            step(3, "RUN echo more >> /srv/menu && echo hi > /srv/note"),
            step(4, "RUN rm /srv/menu"),
        ),
        efficiency(layers),
        base="dockyard/busybox",
        base_steps=2,
        own=own,
    )


def test_card_reads_as_recorded(request: pytest.FixtureRequest) -> None:
    own = OwnLayer("box", 12, (Change(C, "/srv"), Change(A, "/srv/new"), Change(D, "/srv/note")))
    assert_golden(request, "visuals/layers.txt", layers_card(shop(own)).text)


def test_live_card_reads_as_recorded(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/layers_live.txt", layers_card(shop(), View(live=True)).text)


def test_html_tells_what_the_text_tells() -> None:
    text = read(layers_card(shop())).text
    for said in ("RUN rm /srv/menu", "metadata only", "hidden by layer 4", "shared with stall"):
        assert said in text
    assert "ENV A=<b>&1" in text


def test_base_is_told_without_its_sizes_and_files() -> None:
    card = layers_card(shop())
    assert "the base image dockyard/busybox" in card.text
    assert "1.93 MB" not in card.text + card.html
    assert "efficiency" not in card.text + card.html


def test_live_card_has_the_base_too() -> None:
    assert "1.93 MB" in layers_card(shop(), View(live=True)).html


def test_folder_with_too_much_in_it_is_a_button_only_where_somebody_answers() -> None:
    big = ImageLayers("big", shop().steps[:1], Efficiency(1.0, ()))
    assert read(layers_card(big, View(live=True))).acts[1:] == [("unfold", "1:/bin")]
    assert read(layers_card(big)).acts == []


def test_button_unfolds_its_folder() -> None:
    live = LayersLive(shop()).live()
    before = live.html.count("<li")
    live.use("unfold", "1:/bin")
    assert live.html.count("<li") == before + 276
    assert "/bin/275" not in live.html and ">275" not in live.html.split("Hidden")[1]


def test_choice_leaves_only_some_changes() -> None:
    live = LayersLive(shop()).live()
    live.use("only", "deleted")
    assert "none of these" in live.html and "hidden by layer" not in live.html


def test_button_looks_at_the_container_again() -> None:
    now = OwnLayer("box", 0, ())
    live = LayersLive(shop(now), lambda: OwnLayer("box", 1, (Change(A, "/fresh"),))).live()
    assert "fresh" not in live.html
    live.use("look")
    assert "fresh" in live.html


def test_what_stays_in_a_notebook_is_the_card_without_the_base() -> None:
    assert repr(LayersLive(shop()).live()) == layers_card(shop()).text


def test_tree_joins_folders_that_only_lead_on() -> None:
    root = file_tree([FileChange(A, "/a/b/c/d", 5)])
    assert "a/b/c/d" in html(drawn(root, "1", (), live=False))


def test_tree_is_cut_where_a_single_folder_has_too_much() -> None:
    root = file_tree([FileChange(A, f"/{number:04}", 1) for number in range(1000)])
    shown = html(drawn(root, "1", (), live=False))
    assert shown.count("<li") < 40 and "… and 976 more" in shown


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        ('/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'),
        ("/bin/sh -c apk add x", "RUN apk add x"),
        ("RUN /bin/sh -c apk add x # buildkit", "RUN apk add x"),
        ("COPY a /srv/a # buildkit", "COPY a /srv/a"),
        ("|1 A=b /bin/sh -c make", "RUN make"),
        ("RUN |1 A=b /bin/sh -c make # buildkit", "RUN make"),
        ("/bin/sh -c #(nop) COPY file:" + 64 * "a" + " in /srv/a ", "COPY … in /srv/a"),
        ("sleep 3600", "sleep 3600"),
        ("", "not recorded"),
    ],
)
def test_instruction_reads_as_the_dockerfile_had_it(recorded: str, said: str) -> None:
    assert instruction(recorded) == said


def big(layers: int, files: int) -> ImageLayers:
    found = [
        layer({f"/usr/{n}/{i // 50}/{i}": i for i in range(files // layers)}) for n in range(layers)
    ]
    rows = zip(found, changes(found), strict=True)
    steps = [Step(n, f"RUN {n}", of.size_bytes, done) for n, (of, done) in enumerate(rows, 1)]
    return ImageLayers("big", tuple(steps), efficiency(found))


def test_twenty_layers_of_ten_thousand_files_are_a_small_page_fast() -> None:
    found = big(20, 10_000)
    card = layers_card(found, View(live=True))
    began = time.process_time()
    layers_card(found, View(live=True))
    assert len(card.html) < 300_000
    assert time.process_time() - began < 1


@pytest.fixture
def shell() -> Iterator[Shell]:
    with shell_of(IN_A_NOTEBOOK) as shell:
        yield shell


def test_own_layer_is_looked_at_after_every_cell_until_its_container_is_gone(shell: Shell) -> None:
    looks = [OwnLayer("box", 0, (Change(A, f"/new{number}"),)) for number in range(2)]

    def look() -> OwnLayer:
        if not looks:
            raise missing("container box")
        return looks.pop(0)

    LayersLive(shop(looks[0]), look).live()
    view = LayersLive(shop(looks[0]), look).live()
    for seen in ("new0", "new1"):
        shell.run_cell("1")
        assert seen in view.html
    before = view.turn
    for _ in range(2):
        shell.run_cell("1")
    assert view.turn == before and "new1" in view.html
    assert len(shell.events.callbacks["post_run_cell"]) == 0
