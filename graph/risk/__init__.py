"""Risk of one node: from indicators, hazards, listings, evidence and findings to inherent and residual risk."""

from graph.risk.assess import Risk, assess
from graph.risk.scores import Scores

__all__ = ["Risk", "Scores", "assess"]
