import { reshape, type Tensor } from "@tensorflow/tfjs-core";

/** [B, L, M] as [B·L, M]: most parts do not care where a row belongs, and each reshape back and forth is an operation. */
export function toRows(x: Tensor): Tensor {
	return x.rank === 2 ? x : reshape(x, [-1, x.shape[x.rank - 1]]);
}

/** [B·L, M] as [B, L, M] again. */
export function fromRows(rows: Tensor, batch: number): Tensor {
	return reshape(rows, [batch, -1, rows.shape[1]!]);
}
