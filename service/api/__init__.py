"""The JSON API, version 1. Thin routes: what they answer is made elsewhere."""
