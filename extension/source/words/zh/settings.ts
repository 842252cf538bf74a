/** The settings for all maps. */
export const SETTINGS: Record<string, string> = {
	"Attention Maps": "注意力图",
	"How attention maps look and behave.": "注意力图的外观和行为。",
	"The shape of the colour scale of a map for which none was chosen.": "未另行选择时，图的颜色刻度的形状。",
	View: "视图",
	"The way of looking at a map for which none was chosen.": "未另行选择时，查看图的方式。",
	"Zoom with the wheel": "滚轮缩放",
	"focus: once the matrix has the focus, or with Ctrl; ctrl: with Ctrl only; never: not at all.":
		"focus：矩阵获得焦点后或按住 Ctrl 时；ctrl：仅按住 Ctrl 时；never：从不。",
	"Link maps": "联动各图",
	"Largest height": "最大高度",
	"The largest height of the matrix in pixels.": "矩阵的最大高度（像素）。",
	"Reduced motion": "减少动态效果",
	"Nothing moves, whatever the system says.": "无论系统如何设置，都不使用动画。",
	"What attention is not": "注意力不等于什么",
	"Show the note in About that attention weights are not an explanation.":
		"在“说明”中显示提示：注意力权重并不等于解释。",
};
