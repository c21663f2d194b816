from .card import View as View, layers_card as layers_card
from .efficiency import efficiency as efficiency
from .facts import image_layers as image_layers, own_layer as own_layer
from .layers import ImageLayers as ImageLayers, OwnLayer as OwnLayer, Step as Step
from .live import LayersLive as LayersLive
from .stack import changes as changes
