package ui

import (
	"image"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"lede/feed"
)

// Update is a router: each message goes to one method of whom it is for, and what
// none of these know to the next.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return m, m.catchUp(m.route(msg))
}

// route takes what the user does.
func (m *model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.keyPressed(msg)
	case tea.PasteMsg:
		return m.pasted(msg)
	case tea.MouseMsg:
		return m.mouse(msg)
	case hintMsg:
		return m.hintsDue(msg)
	}
	return m.routeTerminal(msg)
}

// routeTerminal takes what the terminal tells of itself, and what the screen's look
// depends on.
func (m *model) routeTerminal(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return m.resized(msg)
	case tea.ColorProfileMsg:
		return m.profileKnown(msg)
	case tea.ForegroundColorMsg:
		return m.lineAnswered()
	case tea.BackgroundColorMsg:
		return m.backgroundKnown(msg)
	case backgroundDueMsg:
		m.term.backgroundSettled = true
		return nil
	case tea.ModeReportMsg:
		return m.modeReported(msg)
	case uv.UnknownCsiEvent:
		return m.lastAnswered(msg)
	case givenMsg:
		return m.givenDue(msg)
	case pausedMsg:
		return m.paused(msg)
	case tea.ResumeMsg:
		return m.resumed()
	case themeMsg:
		return m.themeLoaded(msg)
	case heldMsg:
		return m.heldLongEnough(msg)
	case continuedMsg:
		return m.continued()
	case hangupMsg:
		return tea.Quit
	case crashMsg:
		m.crashed = msg.reason
		return tea.Quit
	}
	return m.routeLists(msg)
}

// routeLists takes what is for the sidebar and the list, searches and marks.
func (m *model) routeLists(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case startMsg:
		return m.startRead(msg)
	case viewsMsg:
		return m.viewsRead(msg)
	case openedMsg:
		return tea.Sequence(m.viewOpened(msg), m.goOnMacro())
	case rowsMsg:
		return m.rowsRead(msg)
	case countMsg:
		return m.counted(msg)
	case foundMsg:
		return m.entryFound(msg)
	case followMsg:
		return m.followDue(msg)
	case searchDueMsg:
		return m.searchDue(msg)
	case searchLongMsg:
		return m.searchTakesLong(msg)
	case searchSavedMsg:
		return m.searchSaved(msg)
	case countDueMsg:
		return m.countSearches(msg)
	case searchCountMsg:
		return m.searchesCounted(msg)
	case markedMsg:
		return m.marked(msg)
	case undoneMsg:
		return m.undone(msg)
	case labelledMsg:
		return m.labelled(msg)
	case sessionMsg:
		return m.sessionDue(msg)
	}
	return m.routeArticle(msg)
}

// routeArticle takes what is for the story that is read.
func (m *model) routeArticle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case entryMsg:
		return tea.Sequence(m.entryRead(msg), m.goOnMacro())
	case fullTextMsg:
		return tea.Sequence(m.fullTextFetched(msg), m.goOnMacro())
	case typesetMsg:
		return m.typesetDone(msg)
	case statusMsg:
		return m.statusRead(msg)
	case positionMsg:
		return m.positionDue(msg)
	case jumpMsg:
		return m.jump(msg)
	case alwaysMsg:
		return m.alwaysSet(msg)
	case browsedMsg:
		return m.browsed(msg)
	case savedMsg:
		return m.fileSaved(msg)
	}
	return m.routePictures(msg)
}

// routePictures takes what is for pictures, and what the terminal answers about
// them.
func (m *model) routePictures(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.TerminalVersionMsg:
		m.pics.answers.Version = feed.Clean(msg.Name, 100)
		return nil
	case uv.PrimaryDeviceAttributesEvent:
		return m.attributesTold(msg)
	case uv.KittyGraphicsEvent:
		return m.graphicsTold(msg)
	case uv.CellSizeEvent:
		return m.cellTold(image.Pt(msg.Width, msg.Height), true)
	case cellMsg:
		return m.cellTold(msg.size, false)
	case answerTimeoutMsg:
		return m.answerTimedOut(msg)
	case pictureMsg:
		return m.pictureTaken(msg)
	case sentPieceMsg:
		return m.pieceSent(msg)
	case sentMsg:
		return m.pictureSent(msg)
	case settleMsg:
		return m.settleDue(msg)
	case enlargedMsg:
		return m.enlargedTaken(msg)
	case overMsg:
		return m.drawOver(msg)
	}
	return m.routeOverlays(msg)
}

// routeOverlays takes what overlays are to show, and what those that are up asked
// for.
func (m *model) routeOverlays(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case requestedMsg:
		return m.requestDone(msg)
	case sourcesMsg:
		return m.showSources(msg)
	case enclosuresMsg:
		return m.openEnclosure(msg.enclosures, msg.download)
	case changesMsg:
		return m.showChanges(msg)
	case comparedMsg:
		return m.showCompared(msg)
	case pathsMsg:
		return m.pathsRead(msg)
	case labelsMsg:
		return m.labelsRead(msg)
	case catalogueMsg:
		return m.showCatalogue(msg)
	case brokenMsg:
		return m.showBroken(msg)
	case tagsMsg:
		return m.askTags(msg)
	case feedPageMsg:
		return m.push(&feedPage{facts: msg.facts})
	case feedOptionsMsg:
		return m.push(m.newFeedOptions(msg.facts))
	case factsMsg:
		return m.factsRead(msg)
	}
	return m.routeWork(msg)
}

// routeWork takes what longer works bring: refreshes, changes of the list of feeds
// and of settings, commands.
func (m *model) routeWork(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pollMsg:
		return m.pollVersion()
	case recountMsg:
		return m.readViews()
	case versionMsg:
		return m.versionRead(msg)
	case dueMsg:
		return m.refreshDue(msg)
	case dueAgainMsg:
		return m.askDue(msg.schedule)
	case progressMsg:
		return m.progressDue(msg)
	case refreshedMsg:
		return m.refreshed(msg)
	case subscriptionsMsg:
		return m.subscriptionsChanged(msg)
	case settingMsg:
		return m.settingDone(msg)
	case changedMsg:
		return m.configChanged()
	case reloadedMsg:
		return m.reloaded(msg)
	case ranMsg:
		return m.ran(msg)
	case ranProgramMsg:
		return m.ranProgram(msg)
	case handOverMsg:
		return m.handOver(msg)
	case pipedMsg:
		return m.piped(msg)
	case failedMsg:
		return m.fail(msg.what, msg.err)
	case saidMsg:
		return m.saidDue(msg)
	}
	return nil
}
