/** One row of an attention, step by step. */
export const STEPS: Record<string, string> = {
	"Step by step": "逐步计算",
	Step: "步骤",
	"How the row comes to be": "这一行是怎样算出来的",
	"Query and keys": "查询与键",
	"Raw scores": "原始得分",
	Scaled: "缩放",
	"Softcap and bias": "软上限与偏置",
	Masked: "掩码",
	Exponentials: "取指数",
	"Attention weights": "注意力权重",
	Values: "值",
	"Weights × values": "权重 × 值",
	Output: "输出",
	"+ bias": "+ 偏置",
	"−∞ where masked": "被遮蔽处为 −∞",
	"The token that looks has a query vector q; every token that can be looked at has a key vector k.":
		"发出注意的词元有一个查询向量 q；每个可以被注意的词元都有一个键向量 k。",
	"The score of a key is its dot product with the query: large where both point the same way.":
		"键的得分是它与查询的点积：两个向量方向越一致，得分越大。",
	"Scores grow with the length of the vectors; the scale brings them back, so that softmax stays gentle.":
		"向量维数越高，得分的幅度越大；乘以缩放系数把它拉回来，softmax 才不会过于尖锐。",
	"A softcap bends large scores towards a bound; a bias adds what is known about the places.":
		"软上限把过大的得分压向一个界限；偏置则加入关于位置的信息。",
	"Keys that the query may not look at get −∞, whatever their score was.":
		"查询不允许看到的键，不论原来得分多少，一律变为 −∞。",
	"Softmax, first half: the row's largest score is subtracted, so that nothing overflows, and e is raised to it.":
		"softmax 的前一半：先减去这一行的最大得分以防溢出，再取以 e 为底的指数。",
	"Softmax, second half: divided by their sum, the exponentials become shares that add up to 1.":
		"softmax 的后一半：各项除以总和，就成为加起来等于 1 的份额。",
	"Every token that is looked at gives its value vector v.": "每个被注意的词元给出自己的值向量 v。",
	"Each value is multiplied by its weight: what is hardly looked at hardly counts.":
		"每个值向量乘以各自的权重：几乎没被注意的，几乎不起作用。",
	"The sum of the weighted values is what the head gives back for this query.":
		"加权后的值向量之和，就是这个头为该查询给出的输出。",
	"Next step explains one row after the other; N and P do the same inside the table.":
		"按“下一步”逐行讲解；在表格中也可以按 N 和 P 键。",
	"Previous step": "上一步",
	"Next step": "下一步",
	"All steps": "全部步骤",
	Play: "播放",
	Pause: "暂停",
	"Keys that are shown": "显示的键",
	"strongest %1": "最强的 %1 个",
	"%1 others": "其余 %1 个",
	"the other %1 keys together": "其余 %1 个键合计",
	"from %1 to %2": "从 %1 到 %2",
	"(%1 smaller terms)": "（其余 %1 个较小的项）",
	"%1 of %2 = %3, %4 numbers": "%2 的 %1 = %3，共 %4 个数",
	"The vector of %1 is not here.": "此处没有 %1 的向量。",
	"%1 stays: this key may be looked at": "%1 不变：允许看到这个键",
	"%1 becomes −∞: this key is masked": "%1 变为 −∞：这个键被遮蔽",
	"%1 of it goes to a sink that is no key": "其中 %1 流向不属于任何键的汇点",
	"Numbers from the kernel, float32.": "数值来自内核，float32 精度。",
	"Computed from the vectors that are kept with the notebook.": "由笔记本中保存的向量算出。",
	"Only the weights are known here: queries, keys and scores are not kept, so the steps begin at the weights.":
		"这里只知道权重：查询、键和得分没有保存，因此步骤从权重开始。",
	"This query head reads key/value head %1 of %2, which %3 query heads share.":
		"这个查询头读取键/值头 %1（共 %2 个），每个键/值头由 %3 个查询头共用。",
	"Every key is masked: all weights are zero, and so is the output.": "所有键都被遮蔽：权重全为零，输出也为零。",
	"The saved weights differ by up to %1: something else (a bias, a mask, a sink) is at work.":
		"与保存的权重最多相差 %1：还有别的因素（偏置、掩码或汇点）在起作用。",
	"The kernel has not answered yet.": "内核尚未应答。",
};
