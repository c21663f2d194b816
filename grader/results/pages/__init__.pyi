from .feedback import write_feedback as write_feedback
from .html_page import render as render
from .summary import summarise as summarise
