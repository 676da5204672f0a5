"""What can be wrong with a bundle or a model, and how to mend it."""

from corpus import NotReadyError


class BundleError(NotReadyError):
    """A bundle is missing, damaged, or was written by another version. The message names the file and the remedy."""


class ModelUnavailable(NotReadyError):
    """The embedding model cannot be used to build: not installed, or its weights are not the ones expected."""


class StoreUnavailable(NotReadyError):
    """The database that holds the index does not answer, or not as it should. The message holds no password and no case."""
