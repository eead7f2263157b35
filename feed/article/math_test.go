package article

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestReadTeX(t *testing.T) {
	for in, want := range map[string]string{
		`$\overline{z} = a - bi$`:       "z̅ = a - bi",
		`$\bar x + \hat{y} \ne \vec v$`: "x̄ + ŷ ≠ v⃗",
		`$\overline{AB}$`:               "A̅B̅",
		`$\barbecue$`:                   "barbecue",
		`$\dot{x} = \mbox{speed}$`:      "ẋ = speed",
		`$\frac{\bar{x}}{2}$`:           "x̄/2",
		`$\tilde{O}(n^2)$`:              "Õ(n²)",

		`\[R = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}\]`:         "R = (cosθ, -sinθ; sinθ, cosθ)",
		`$\begin{bmatrix} 1 & \cdots & 0 \\ \vdots & \ddots & \vdots \\ 0 & \cdots & 1 \\ \end{bmatrix}^T$`: "[1, ⋯, 0; ⋮, ⋱, ⋮; 0, ⋯, 1]ᵀ",
		`$|x| = \begin{cases} x, & x \ge 0 \\ -x & \text{otherwise} \end{cases}$`:                           "|x| = {x, x ≥ 0; -x, otherwise}",
		`$\left(\begin{array}{c|c} a_{11} & b \\ \hline c & d \end{array}\right)$`:                          "(a₁₁, b; c, d)",
		`$\left\{ \begin{array}{l} x \\ y \end{array} \right.$`:                                             "{ x; y",
		`$$\begin{aligned} a &= b \\ &= c \end{aligned}$$`:                                                  "a = b; = c",
		`$\begin{vmatrix} \begin{pmatrix} a \\ b \end{pmatrix} & c \end{vmatrix}$`:                          "|(a; b), c|",
		`$x_1 \begin{pmatrix$`:    "x₁ pmatrix",
		`$\begin{pmatrix} a & b$`: "a b",
	} {
		if got := readTeX(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestMathMLTables(t *testing.T) {
	const row = "<mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr>"
	for in, want := range map[string]string{
		"<math><mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable><mo>)</mo></math>": "(1, 0; 0, 1)",
		`<math><mtable columnalign="right left">` + row + row + "</mtable></math>":                                                                                     "a = b; a = b",
		"<math>" + row + "</math>": "a = b",
	} {
		doc, err := html.Parse(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := fold(mathML(findTag(doc, atom.Math), 0)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// A line is not broken within a short formula, and its spaces are not widened.
func TestAFormulaStaysTogether(t *testing.T) {
	for tex, want := range map[string]string{
		`\(a + b = c\)`: "a\u00a0+\u00a0b\u00a0=\u00a0c",
		`\(x_{k+1} = x_k - f(x_k)/f'(x_k) + \alpha\)`: "xₖ₊₁ =\u00a0xₖ\u00a0-\u00a0f(xₖ)/f'(xₖ)\u00a0+\u00a0α",
		`\(\frac{\sqrt{2}}{2}\)`:                      "√2/2",
		`\(\frac{2a}{12}\)`:                           "2a/12",
		`\(\frac{1}{2a}\)`:                            "1/(2a)",
		`\(\frac{1}{n}\)`:                             "1/n",
		`\(\sqrt{gd} + \sqrt{12}\)`:                   "√(gd)\u00a0+\u00a0√12",
	} {
		if got := FromHTML("<p>"+tex+"</p>", Options{}).Blocks[0].plain; got != want {
			t.Errorf("%s: %q, want %q", tex, got, want)
		}
	}
	if got := PlainTeX(`On \(a + b\)`); got != "On a + b" {
		t.Errorf("headline %q", got)
	}
}
