// Draws the calendar once and keeps it; new events replace the old ones, a drag or a click goes to Python.
const ready = () => new Promise((done) => {
  const look = () => (window.StudioFullCalendar ? done(window.StudioFullCalendar) : setTimeout(look, 20));
  look();
});

const words = { zh: { month: "月", week: "周", list: "列表" }, en: { month: "Month", week: "Week", list: "List" } };

function inside(arg) {
  const box = document.createElement("div");
  const props = arg.event.extendedProps;
  box.className = `ev ${props.look || ""}`;
  const time = arg.timeText ? `<time>${arg.timeText}</time>` : "";
  box.innerHTML = `${time}<span></span>`;
  box.querySelector("span").textContent = arg.event.title;
  if (props.tone) box.style.setProperty("--tone", props.tone);
  return { domNodes: [box] };
}

export default function ({ parentElement, data, setTriggerValue, setStateValue }) {
  const host = parentElement.querySelector("#month");
  ready().then((FC) => {
    const narrow = window.innerWidth < 640;
    if (!host.calendar) {
      host.calendar = new FC.Calendar(host, {
        timeZone: "UTC", // times come as the brand's wall clock and go back as such
        locale: data.language === "en" ? "en" : "zh-cn",
        initialView: narrow ? "listMonth" : "dayGridMonth",
        initialDate: data.date,
        firstDay: 1,
        height: "auto",
        dayMaxEvents: 5,
        editable: true,
        eventDurationEditable: false,
        displayEventEnd: false,
        eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
        slotMinTime: "06:00:00",
        allDaySlot: true,
        nowIndicator: false,
        eventOrder: "order,start,title",
        headerToolbar: narrow
          ? { left: "prev,next", center: "title", right: "today" }
          : { left: "prev,next today", center: "title", right: "dayGridMonth,timeGridWeek,listMonth" },
        views: {
          dayGridMonth: { buttonText: words[data.language].month },
          timeGridWeek: { buttonText: words[data.language].week },
          listMonth: { buttonText: words[data.language].list },
        },
        now: data.date,
        eventContent: inside,
        eventDrop: (info) => {
          host.said = null; // whatever Python answers replaces what was dragged
          host.setTrigger("moved", { id: info.event.id, start: info.event.startStr, nonce: Date.now() });
        },
        eventClick: (info) => host.setTrigger("opened", { id: info.event.id, nonce: Date.now() }),
        datesSet: (info) => {
          const shown = `${info.startStr.slice(0, 10)}/${info.endStr.slice(0, 10)}`;
          if (host.shown && host.shown !== shown) host.setState("shown", shown);
          host.shown = shown;
        },
      });
      host.calendar.render();
    }
    host.setTrigger = setTriggerValue;
    host.setState = setStateValue;
    const said = JSON.stringify(data.events);
    if (said !== host.said) {
      host.said = said;
      host.calendar.removeAllEventSources();
      host.calendar.addEventSource(data.events);
    }
  });
}
