package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"lede/feed/opml"
)

// opmlTitle is what lede's subscription lists are called.
const opmlTitle = "Subscriptions in lede"

// writeMirror keeps the subscriptions as text beside the database, so that they
// can be read with any editor and rebuild a lost database. The store calls it
// after each change; that it fails is no reason to fail the change.
func (a *app) writeMirror(ctx context.Context) {
	if a.store == nil {
		return
	}
	subs, err := a.store.Subscriptions(ctx)
	if err == nil {
		err = writeWhole(a.places.Mirror(), func(w io.Writer) error { return opml.WriteCopy(w, opmlTitle, subs, a.sys.Now()) })
	}
	if err != nil {
		a.log.Warn("the OPML mirror could not be written", "path", a.places.Mirror(), "error", err)
	}
}

// rebuild subscribes anew to what the mirror lists, where the database is gone
// (deleted, or set aside because it was damaged) and the mirror is not.
func (a *app) rebuild(ctx context.Context) error {
	f, err := openFile(a.places.Mirror())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		a.log.Warn("the OPML mirror could not be read", "path", a.places.Mirror(), "error", err)
		return nil
	}
	defer f.Close()
	list, err := opml.Read(f, opml.Options{Local: true, Numbers: true}) // lede wrote it
	subs := list.Subscriptions
	if err != nil || len(subs) == 0 {
		a.log.Warn("the OPML mirror could not be used", "path", f.Name(), "error", err)
		return nil
	}
	mine, err := a.store.Subscriptions(ctx)
	if err != nil || len(mine) > 0 {
		return err
	}
	if _, err := a.store.Subscribe(ctx, subs); err != nil {
		return err
	}
	a.notice(fmt.Sprintf("the database is new; %s restored from %s. 'lede refresh' fetches their stories.", count(len(subs), "subscription was", "subscriptions were"), f.Name()))
	return nil
}
