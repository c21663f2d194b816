from .card import live_processes as live_processes, process_card as process_card
from .facts import process_tree as process_tree
from .tree import Contained as Contained, ProcessTree as ProcessTree, Seen as Seen
