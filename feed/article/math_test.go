package article

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestReadTeX(t *testing.T) {
	for in, want := range map[string]string{
		`$\overline{z} = a - bi$`:       "z̅ = a − bi",
		`$\bar x + \hat{y} \ne \vec v$`: "x̄ + ŷ ≠ v⃗",
		`$\overline{AB}$`:               "A̅B̅",
		`$\barbecue$`:                   "barbecue",
		`$\dot{x} = \mbox{speed}$`:      "ẋ = speed",
		`$\frac{\bar{x}}{2}$`:           "x̄/2",
		`$\tilde{O}(n^2)$`:              "Õ(n²)",

		`\[R = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}\]`:         "R = (cos θ, −sin θ; sin θ, cos θ)",
		`$\begin{bmatrix} 1 & \cdots & 0 \\ \vdots & \ddots & \vdots \\ 0 & \cdots & 1 \\ \end{bmatrix}^T$`: "[1, ⋯, 0; ⋮, ⋱, ⋮; 0, ⋯, 1]ᵀ",
		`$|x| = \begin{cases} x, & x \ge 0 \\ -x & \text{otherwise} \end{cases}$`:                           "|x| = {x, x ≥ 0; −x, otherwise}",
		`$\left(\begin{array}{c|c} a_{11} & b \\ \hline c & d \end{array}\right)$`:                          "(a₁₁, b; c, d)",
		`$\left\{ \begin{array}{l} x \\ y \end{array} \right.$`:                                             "{x; y",
		`$$\begin{aligned} a &= b \\ &= c \end{aligned}$$`:                                                  "a = b; = c",
		`$\begin{vmatrix} \begin{pmatrix} a \\ b \end{pmatrix} & c \end{vmatrix}$`:                          "|(a; b), c|",
		`$x_1 \begin{pmatrix$`:    "x₁",
		`$\begin{pmatrix} a & b$`: "(a, b)",

		`$a=b+c$`:                                "a = b + c",
		`$a=-b$`:                                 "a = −b",
		`$x^{n+1}=x_{i,j}-1$`:                    "xⁿ⁺¹ = x_(i,j) − 1",
		`$f\colon A\to B$`:                       "f : A → B",
		`$P(A|B)=\frac{P(B|A)P(A)}{P(B)}$`:       "P(A|B) = P(B|A)P(A)/P(B)",
		`$|-x|\le 2|y|$`:                         "|−x| ≤ 2|y|",
		`$\sum_{i=1}^{n}i=\frac{n(n+1)}2$`:       "∑ᵢ₌₁ⁿ i = n(n + 1)/2",
		`$\sin^2x+\cos^2 x=1$`:                   "sin² x + cos² x = 1",
		`$\mathbb{E}[X]=\int x\,\mathrm{d}F(x)$`: "E[X] = ∫ x dF(x)",
		`$f: \mathbb R^n\to\mathbb{R}$`:          "f : ℝⁿ → ℝ",
		`$x\not=y,\ 1\not\in A$`:                 "x ≠ y, 1 ∉ A",
		`$90^\circ, x^*, f''(x)$`:                "90°, x*, f″(x)",
		`$\sqrt[3]{x+1}$`:                        "³√(x + 1)",
		`$\frac12 x+\frac{a+b}{c}y$`:             "1/2 x + (a + b)/c y",
		`$10,000 \approx 10{,}000$`:              "10,000 ≈ 10,000",
		`$f(1,2)$`:                               "f(1, 2)",
		`$n! \bmod p$`:                           "n! mod p",
		`$a \equiv b \pmod{n}$`:                  "a ≡ b (mod n)",
		`${n \over k}{n \choose k}$`:             "n/k C(n, k)",
		`$\arg\max_{x\in X}f(x)$`:                "arg max_(x∈X) f(x)",
		`$\left.\frac{dy}{dx}\right|_{x=0}$`:     "dy/dx|ₓ₌₀",
		`$x \text{ if } y \geq 0$`:               "x if y ≥ 0",
		`$\ce{2H2 + O2 -> 2H2O}$`:                "2H₂ + O₂ → 2H₂O",
		`$latex E=mc^2$`:                         "E = mc²",
		`${\displaystyle E=mc^{2}}$`:             "E = mc²",
		`$A\xrightarrow{f}B$`:                    "A →ᶠ B",
		`$(a+b)(c-d)$`:                           "(a + b)(c − d)",
		`$\lim_{x\to 0}\frac{\sin x}{x}$`:        "lim_(x→0) (sin x)/x",
		`$e^{-x^2/2}$`:                           "e^(−x²/2)",
		`$\vec{F}=m\vec{a}\tag{1}$`:              "F⃗ = ma⃗  (1)",
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
		if got := strings.ReplaceAll(mathMLFormula(findTag(doc, atom.Math)).line(), "\u00a0", " "); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// A line is not broken within a short formula, and its spaces are not widened.
func TestAFormulaStaysTogether(t *testing.T) {
	for tex, want := range map[string]string{
		`\(a + b = c\)`: "a\u00a0+\u00a0b\u00a0=\u00a0c",
		`\(x_{k+1} = x_k - f(x_k)/f'(x_k) + \alpha\)`: "xₖ₊₁ =\u00a0xₖ\u00a0−\u00a0f(xₖ)/f′(xₖ)\u00a0+\u00a0α",
		`\(\frac{\sqrt{2}}{2}\)`:                      "√2/2",
		`\(\frac{2a}{12}\)`:                           "2a/12",
		`\(\frac{1}{2a}\)`:                            "1/(2a)",
		`\(\frac{1}{n}\)`:                             "1/n",
		`\(\sqrt{gd} + \sqrt{12}\)`:                   "√(gd)\u00a0+\u00a0√12",
	} {
		if got := FromHTML("<p>So "+tex+"</p>", Options{}).Blocks[0].plain; got != "So "+want {
			t.Errorf("%s: %q, want %q", tex, got, want)
		}
	}
	if got := PlainTeX(`On \(a + b\)`); got != "On a + b" {
		t.Errorf("headline %q", got)
	}
}

// Formulas that no one writes are read in time, to their end.
func TestHostileTeX(t *testing.T) {
	for _, part := range []string{`{`, `}`, `^`, `_`, `\frac`, `\sqrt[`, `\hat`, `\begin{array}{`, `\begin{align}`, `\end{align}`, `\over`, `\left(`, `\substack{`, `\text{$`, `&`, `\\`, `'`, `\not`, `\tag{`, `\`, `-`, `|`, `\stackrel`} {
		s := strings.Repeat(part, maxTeX/len(part))
		for _, tex := range []string{s, "a" + s + "b", s + strings.Repeat("}", 40)} {
			texFormula(tex).lines()
			FromHTML(`<p>\[`+tex+`\]</p>`, Options{})
		}
	}
	for _, open := range texOpens { // none of which is closed
		FromHTML("<p>"+strings.Repeat(open[0]+"<br>x ", 20_000), Options{})
	}
}

// Nothing that a formula says makes it many times as long as it is: neither
// arguments in arguments, nor marks over marks, nor columns beside a long side.
func TestHostileTeXStaysSmall(t *testing.T) {
	for name, tex := range map[string]string{
		"arguments": strings.Repeat(`\frac1`, 600),
		"roots":     strings.Repeat(`\sqrt`, 600),
		"fractions": strings.Repeat(`a\over `, 400),
		"degrees":   strings.Repeat(`\sqrt[`, 500),
		"marks":     strings.Repeat(`\overline{`, 40) + strings.Repeat("a", 3000) + strings.Repeat("}", 40),
		"sides":     `\begin{align}` + strings.Repeat("a", 1900) + strings.Repeat(`&\\b`, 400) + `\end{align}`,
	} {
		text := texFormula(tex).lines()
		if len(text) > 4*maxTeX {
			t.Errorf("%s: %d bytes of TeX make %d", name, len(tex), len(text))
		}
		if deep := deepest(text); deep > maxTeXDepth {
			t.Errorf("%s: %d parentheses in one another", name, deep)
		}
	}
}

// deepest is how many parentheses stand in one another.
func deepest(s string) int {
	depth, most := 0, 0
	for _, r := range s {
		switch r {
		case '(':
			depth++
			most = max(most, depth)
		case ')':
			depth--
		}
	}
	return most
}

func TestFormulasThatStandByThemselves(t *testing.T) {
	for in, want := range map[string]string{
		`<p>\(a=b\).</p>`:                                               "math a = b.",
		`<p>As \(a=b\).</p>`:                                            "prose As a = b.",
		`<p>$$a=b$$</p><p>(2.1)</p>`:                                    "math a = b (2.1)",
		`<p>As $$a=b$$, so</p>`:                                         "prose As|math a = b,|prose so",
		`<p>$$<br>a=b<br>$$</p>`:                                        "math a = b",
		`<h2>On $$a=b$$</h2><p>x</p>`:                                   "prose ## On a = b|prose x",
		`<script type="math/tex; mode=display">a=b</script>`:            "math a = b",
		`<p>So <script type="math/tex">a=b</script></p>`:                "prose So a = b",
		`<p>It costs $$ and $5.</p>`:                                    "prose It costs $$ and $5.",
		`<dl><dd><math display="block" alttext="a=b"></math></dd></dl>`: "math a = b",
		`<p><img class="latex" alt="a=b" src="/latex.php?x"></p>`:       "math a = b",
		`<p>\begin{align} a&=b\\ &=c \end{align}</p>`:                   `math a = b\` + "\n  = c",
	} {
		var got []string
		for _, b := range FromHTML(in, Options{}).Blocks {
			got = append(got, strings.TrimSpace(string(b.Kind)+" "+strings.ReplaceAll(b.Markdown, "\u00a0", " ")+" "+b.Label))
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
