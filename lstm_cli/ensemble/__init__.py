"""The ensemble of networks that correct anchors: training set, training, calibration, the model and its file."""
