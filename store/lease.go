package store

import (
	"database/sql"
	"os"
	"strconv"
	"strings"
)

// dropDead takes back the leases of refreshes that are no more: one that was
// killed must not keep its feeds from the next. Owners are named PID@HOST#N;
// those of other machines, or of another form, are left to run out.
func (t *tx) dropDead() error {
	host, err := os.Hostname()
	if err != nil {
		host = "" // no owner is known to be of this machine then
	}
	var dead []string
	err = all(t, "SELECT DISTINCT owner FROM lease", nil, func(rows *sql.Rows) error {
		var owner string
		err := rows.Scan(&owner)
		name, _, _ := strings.Cut(owner, "#")
		pid, at, _ := strings.Cut(name, "@")
		if n, bad := strconv.Atoi(pid); bad == nil && n > 0 && at == host && n != os.Getpid() && !processRuns(n) {
			dead = append(dead, owner)
		}
		return err
	})
	for _, owner := range dead {
		if err == nil {
			err = t.exec("DELETE FROM lease WHERE owner = ?", owner)
		}
	}
	return err
}
