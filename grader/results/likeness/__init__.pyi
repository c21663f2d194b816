from .resemblance import Resemblance as Resemblance, resemblances as resemblances
from .variants import Variant as Variant
