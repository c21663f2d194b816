from .database import StoreError as StoreError, file_url as file_url
from .jobs import LEASE_S as LEASE_S, JobKey as JobKey, Store as Store
from .model import Base as Base, State as State
from .owner import this_owner as this_owner
