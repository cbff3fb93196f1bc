"""The ensemble of networks on anchors: training set, training, calibration, the model and its file."""
