"""Writes the fixture that test/src/pretrained/Bert.test.ts compares with.

    python reference.py MODEL_FOLDER    (needs torch and transformers; shares no code with this project)

Every sentence gets its tokens and all heads' attention as float64 transformers computes it, rounded to float32, in one
safetensors file: tensor "attentions.<i>" of shape [layers, heads, n, n], "sentence.<i>" of shape [size], the words in
its metadata.
"""

import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import save_file

SENTENCES = [
    "The animal did not cross the street because it was too tired.",
    "Attention is all you need.",
    "She poured water from the pitcher into the cup until it was full, isn't that unbelievable?",
    "Colourless green ideas sleep furiously; 3.14159 < 22/7 & naïve façades don't.",
    "注意力机制让模型学会看哪里。",
]
PAIR = ["Where is the cat?", "It sat on the mat."]

folder = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).parent / "fixtures" / "minilm.safetensors"
tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
model = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()

tensors, texts = {}, []
for index, words in enumerate([[sentence] for sentence in SENTENCES] + [PAIR]):
    encoded = tokenizer(*words, return_tensors="pt")
    with torch.no_grad():
        seen = model(**encoded, output_attentions=True)
    mean = seen.last_hidden_state[0].mean(dim=0)
    tensors[f"attentions.{index}"] = torch.cat(seen.attentions).float().contiguous()
    tensors[f"sentence.{index}"] = torch.nn.functional.normalize(mean, dim=0).float().contiguous()
    ids = encoded["input_ids"][0]
    texts.append({"words": words, "ids": ids.tolist(), "tokens": tokenizer.convert_ids_to_tokens(ids)})

out.parent.mkdir(exist_ok=True)
made_by = f"transformers {transformers.__version__}, torch {torch.__version__}"
save_file(tensors, out, metadata={"texts": json.dumps(texts, ensure_ascii=False), "made_by": made_by})
print(out, out.stat().st_size, [len(text["ids"]) for text in texts])
