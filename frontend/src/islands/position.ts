// The place as this device measures it (亮证地点): asked for by the officer, never without; with how exact it is and when it was measured. The server shows a
// place without it as typed. Nothing here can be typed, and a refusal or a failure leaves the typed place.

/** How long a device may look for its position. */
const PATIENCE_MS = 20_000;

/** The frame carries `data-position` and holds the hidden control, the words, and the buttons `data-locate` and `data-forget`. */
export function position(frame: HTMLElement): void {
  const value = frame.querySelector<HTMLInputElement>("input[type=hidden]");
  const says = frame.querySelector<HTMLElement>("[data-says]");
  const locate = frame.querySelector<HTMLButtonElement>("[data-locate]");
  const forget = frame.querySelector<HTMLButtonElement>("[data-forget]");
  if (!value || !says || !locate || !forget) return;

  const show = (words?: string): void => {
    const [, , metres] = value.value.split(",");
    says.textContent = words ?? (metres ? `已定位，误差约 ${metres} 米` : "没有定位，地点按填写显示。");
    forget.hidden = !value.value;
    locate.textContent = value.value ? "重新定位" : "定位本设备";
  };
  locate.addEventListener("click", () => {
    locate.disabled = true;
    show("正在定位…");
    const done = (words?: string): void => {
      locate.disabled = false;
      show(words);
    };
    navigator.geolocation.getCurrentPosition(
      (found) => {
        value.value = written(found);
        done();
      },
      (fault) => {
        value.value = "";
        done(`${why(fault)}，地点按填写显示。`);
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: PATIENCE_MS },
    );
  });
  forget.addEventListener("click", () => {
    value.value = "";
    show();
  });
  show();
}

/** Latitude, longitude, uncertainty in metres (never rounded down), when. */
function written({ coords, timestamp }: GeolocationPosition): string {
  const degrees = [coords.latitude, coords.longitude].map((each) => each.toFixed(6));
  return [...degrees, String(Math.ceil(coords.accuracy)), new Date(timestamp).toISOString()].join(",");
}

function why(fault: GeolocationPositionError): string {
  if (fault.code === fault.PERMISSION_DENIED) return "本设备没有允许定位";
  return fault.code === fault.TIMEOUT ? "定位超时" : "本设备测不到位置";
}
