"""The practice state: synthetic people, the same for the same seed, with the field's own figures.

It is the test bed, the training mode and what a first start shows. Nobody in it is real.
"""
