"""For the command line only: judged cases -> runs of the pipeline and its baselines -> one report of the field's metrics.

Nothing is fitted on judged cases. What the ladder refits, it refits on the corpus's vignettes, as the build does.
"""

from service.evaluation.cases import DEFAULT_CASES, CasesError
from service.evaluation.report import evaluate

__all__ = ["DEFAULT_CASES", "CasesError", "evaluate"]
