from .cause import ended_it as ended_it, over_limit as over_limit
from .wall import Wall as Wall, not_over_tcp as not_over_tcp
from .watchdog import Watchdog as Watchdog
from .witness import whole_name as whole_name
