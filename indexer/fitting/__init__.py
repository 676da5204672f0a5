"""What is learned from the corpus, one part a file. Heavy (scikit-learn); only indexer/fit.py puts them together."""
