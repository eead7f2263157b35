package feed

import "strings"

// months are the names of the months as feeds write them: in full and, where
// they can't be cut to three letters, in short.
var months = [12]string{
	"january jan januar janvier enero gennaio janeiro januari jänner jaenner stycznia styczeń sty ledna leden január januára ιανουαρίου ιαν января янв ocak ianuarie tammikuuta tammikuu janv ene gen siječnja oca",
	"february feb februar février fevrier febrero febbraio fevereiro februari lutego luty lut února únor február φεβρουαρίου φεβ φεβρ февраля фев şubat subat februarie helmikuuta helmikuu fév févr fevr fev veljače şub",
	"march mar märz maerz mrz mars marzo março marco maart mrt marca marzec března březen március márc μαρτίου μαρ μάρ марта мар mart martie maaliskuuta maaliskuu ožujka mär",
	"april apr avril abril aprile kwietnia kwiecień kwi dubna duben április ápr απριλίου απρ апреля апр nisan aprilie huhtikuuta huhtikuu avr abr travnja nis dub",
	"may mai mayo maggio maio mei maj maja května květen május máj μαΐου μαϊ μάι мая май mayıs mayis toukokuuta toukokuu mag svibnja",
	"june jun juni juin junio giugno junho czerwca czerwiec cze června červen június jún ιουνίου ιουν ιούν июня июн haziran iunie kesäkuuta kesäkuu giu lipnja haz",
	"july jul juli juillet julio luglio julho lipca lipiec lip července červenec július júl ιουλίου ιουλ ιούλ июля июл temmuz iulie heinäkuuta heinäkuu juil lug srpnja tem",
	"august aug août aout agosto augustus augusti sierpnia sierpień sie srpna srpen augusztus αυγούστου αυγ αύγ августа авг ağustos agustos elokuuta elokuu ago kolovoza ağu agu aoû srp",
	"september sep sept septembre septiembre settembre setembro września wrzesień wrz září szeptember szept σεπτεμβρίου σεπ σεπτ сентября сен сент eylül eylul septembrie syyskuuta syyskuu set rujna setiembre eyl zář",
	"october oct oktober okt octobre octubre ottobre outubro października październik paź října říjen október οκτωβρίου οκτ октября окт ekim octombrie lokakuuta lokakuu ott out eki říj",
	"november nov novembre noviembre novembro listopada listopad lis νοεμβρίου νοε νοέμ ноября ноя нояб kasım kasim noiembrie marraskuuta marraskuu studenoga kas",
	"december dec dezember dez décembre decembre diciembre dicembre dezembro grudnia grudzień gru prosince prosinec δεκεμβρίου δεκ декабря дек aralık aralik decembrie joulukuuta joulukuu déc dic prosinca ara pro",
}

var monthNames = func() map[string]int {
	m := make(map[string]int, 300)
	for i, names := range months {
		for name := range strings.FieldsSeq(names) {
			m[name] = i + 1
		}
	}
	return m
}()

// monthOf is the number of the month that a word names, or 0.
func monthOf(word string) int {
	if len(word) < 3 || len(word) > 40 {
		return 0
	}
	return monthNames[strings.ToLower(word)]
}

var weekdays = set("mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday " +
	"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so " +
	"lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim " +
	"lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié mie jue vie sáb sab dom " +
	"lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi domenica gio " +
	"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag " +
	"понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс " +
	"δευ τρι τετ πεμ παρ σαβ κυρ")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// zones are the names of time zones with their offsets from UTC, in hours and
// minutes as one writes them. Of names that several countries use, the one that
// feeds most often mean.
var zones = func() map[string]int {
	m := map[string]int{}
	for line := range strings.SplitSeq(zoneTable, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		var d moment
		if !d.numericZone(fields[0]) {
			panic("zone table: " + line)
		}
		for _, name := range fields[1:] {
			m[name] = d.offset
		}
	}
	return m
}()

const zoneTable = `
+0000 UT UTC GMT Z ZULU WET EGST AZOST UCT GMT0 UNIVERSAL
+0100 CET MET MEZ WEST BST WAT
+0200 CEST MEST MESZ EET CAT SAST KALT
+0300 MSK EEST EAT TRT IDT FET SYOT
+0330 IRST
+0400 MSD GST SAMT AZT GET MUT RET SCT
+0430 AFT IRDT
+0500 PKT UZT YEKT TMT TJT MVT MAWT
+0530 IST SLST
+0545 NPT
+0600 BDT BTT OMST ALMT KGT VOST
+0630 MMT CCT
+0700 ICT WIB KRAT NOVT HOVT CXT
+0800 HKT SGT MYT PHT WITA AWST IRKT ULAT
+0900 JST KST WIT YAKT AWDT TLT
+0930 ACST
+1000 AEST VLAT PGT CHST
+1030 ACDT LHST
+1100 AEDT SBT NCT SRET MAGT VUT NFT
+1200 NZST FJT PETT ANAT MHT TVT
+1300 NZDT PHOT TOT
+1400 LINT
-0100 AZOT CVT EGT
-0200 BRST UYST FNT
-0230 NDT
-0300 BRT ART CLST UYT GFT ADT ROTT SRT PMST
-0330 NST
-0400 AST EDT CLT BOT VET GYT PYT
-0500 EST CDT COT PET ECT ET
-0600 CST MDT CT GALT
-0700 MST PDT MT
-0800 PST AKDT PT
-0900 AKST HDT GAMT
-0930 MART
-1000 HST TAHT CKT
-1100 SST NUT
-1200 BIT
`
