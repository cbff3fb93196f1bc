"""The container of a model file: named arrays and one JSON document to bytes and back; knows no model."""
