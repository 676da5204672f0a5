"""The page: the same matches as the API's, as HTML that works without scripts."""
