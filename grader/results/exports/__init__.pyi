from .gradescope import gradescope_results as gradescope_results
from .junit import junit_xml as junit_xml
from .roster import Roster as Roster, parse_due as parse_due, read_roster as read_roster
from .submissions import HandedIn as HandedIn, State as State, handed_in as handed_in
from .tables import (
    write_json_lines as write_json_lines,
    write_nbgrader as write_nbgrader,
    write_roster as write_roster,
)
