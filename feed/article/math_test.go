package article

import "testing"

func TestReadTeX(t *testing.T) {
	for in, want := range map[string]string{
		`$\overline{z} = a - bi$`:       "z̅ = a - bi",
		`$\bar x + \hat{y} \ne \vec v$`: "x̄ + ŷ ≠ v⃗",
		`$\overline{AB}$`:               "A̅B̅",
		`$\barbecue$`:                   "barbecue",
		`$\dot{x} = \mbox{speed}$`:      "ẋ = speed",
		`$\frac{\bar{x}}{2}$`:           "x̄/2",
		`$\tilde{O}(n^2)$`:              "Õ(n²)",
	} {
		if got := readTeX(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
