"""The container of a model file: stores named arrays and one JSON document as bytes; knows no model."""
