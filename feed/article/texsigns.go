package article

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// doubled are the letters of sets of numbers.
var doubled = strings.NewReplacer("C", "ℂ", "H", "ℍ", "N", "ℕ", "P", "ℙ", "Q", "ℚ", "R", "ℝ", "Z", "ℤ")

// chemistry puts a chemical formula into signs: 'H2O', 'CO2 + C -> 2 CO'.
func chemistry(s string) string {
	s = strings.NewReplacer("<=>", "⇌", "<->", "↔", "->", "→").Replace(s)
	var f formula
	for r := (texReader{rest: s}); r.rest != ""; {
		token := r.next()
		switch {
		case token == " ":
			f = append(f, sign{text: "\u00a0", class: room})
		case token >= "0" && token <= "9" && len(f) > 0 && f[len(f)-1].class != room && f[len(f)-1].text != "":
			f = f.script("_", formula{{text: token}})
		case token == "^" || token == "_":
			f = f.script(token, r.argument())
		case strings.HasPrefix(token, `\`) || strings.Contains("{}$", token):
		default:
			f = append(f, sign{text: token})
		}
	}
	return f.set(inText)
}

// overMark is the mark that a TeX command sets over letters, as a combining
// character.
func overMark(command string) rune {
	switch command {
	case "vec":
		return 0x20D7
	case "bar":
		return 0x304
	case "overline":
		return 0x305
	case "tilde", "widetilde":
		return 0x303
	case "dot":
		return 0x307
	case "ddot":
		return 0x308
	}
	return 0x302 // hat, widehat
}

// maxMarked is how long a text is at most, in bytes, that a mark is set over.
const maxMarked = 400

// withMark is a text with a mark over each of its letters: without it a conjugate
// or a mean would be the thing itself.
func withMark(s string, mark rune) string {
	if len(s) > maxMarked {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		if unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) || unicode.IsDigit(r) {
			b.WriteRune(mark)
		}
	}
	return norm.NFC.String(b.String())
}

// texSymbols are the commands that are one sign.
var texSymbols = strings.Fields(`alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
mu μ nu ν xi ξ pi π rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
times × cdot · div ÷ pm ± mp ∓ ast * setminus ∖ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ ll ≪ gg ≫ lesssim ≲ gtrsim ≳ lt < gt >
neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ doteq ≐ asymp ≍ propto ∝ prec ≺ succ ≻ preceq ≼ succeq ≽ triangleq ≜ coloneqq ≔ models ⊨ vdash ⊢
infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀
in ∈ ni ∋ notin ∉ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ cup ∪ cap ∩ sqcup ⊔ sqcap ⊓ uplus ⊎
emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨ top ⊤ bot ⊥
to → rightarrow → longrightarrow → leftarrow ← gets ← Rightarrow ⇒ Longrightarrow ⇒ implies ⇒ Leftarrow ⇐ impliedby ⇐ leftrightarrow ↔
Leftrightarrow ⇔ iff ⇔ mapsto ↦ longmapsto ↦ hookrightarrow ↪ uparrow ↑ downarrow ↓ ldots … cdots ⋯ vdots ⋮ ddots ⋱ dots … dotsc … dotsb ⋯
hbar ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ imath ı jmath ȷ angle ∠ perp ⊥ parallel ∥ mid ∣ vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖
langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lbrack [ rbrack ] backslash \ colon :
circ ∘ bullet • star ⋆ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ prime ′ degree ° dagger † ddagger ‡ triangle △ square □ blacksquare ■ Box □ checkmark ✓
S § P ¶ pounds £ euro € copyright ©`)
