/** Two maps side by side. */
export const COMPARE: Record<string, string> = {
	Compare: "比较",
	"Compare with…": "与……比较",
	"Compare with another map of the notebook": "与笔记本中的另一张图比较",
	"first map": "第一张图",
	"second map": "第二张图",
	"A − B": "A − B",
	"A larger": "A 较大",
	"B larger": "B 较大",
	nothing: "无",
	"Point at a cell: the same pair of tokens is marked in all three.": "将指针移到单元格上：三幅图中会标出同一对词元。",
};
