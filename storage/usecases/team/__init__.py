"""Who carries what: caseloads by weight, who stands in for whom, and handing cases over."""
