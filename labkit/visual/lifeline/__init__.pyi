from .facts import Watch as Watch
from .lifeline import Moment as Moment, Story as Story, lifeline_card as lifeline_card
from .live import Lifeline as Lifeline, Lifelines as Lifelines
