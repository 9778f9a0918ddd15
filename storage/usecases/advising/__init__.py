"""What a form points out, gently: nothing here keeps anybody from saving.

``advice`` asks the rules between the fields of a record and everything that looks at other
records. A sentence stands at its field; where it is about another record, that one can be opened.
"""

from storage.usecases.advising.advice import advice, cross_advice
from storage.usecases.advising.saying import Advice

__all__ = ["Advice", "advice", "cross_advice"]
