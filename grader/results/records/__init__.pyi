from .log import Records as Records, locked as locked
from .record import hash_of as hash_of
from .verify import verify_command as verify_command
