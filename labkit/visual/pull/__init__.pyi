from .facts import follow_pull as follow_pull
from .pull import (
    Layer as Layer,
    Pull as Pull,
    Stand as Stand,
    pull_card as pull_card,
    pull_live as pull_live,
)
