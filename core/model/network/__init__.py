"""The network: its sizes, layers and word vectors, and its export to ONNX."""
