"""The rules of hubs for a file of model output: what hubValidations refuses, found before the pull request."""
