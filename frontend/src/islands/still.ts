// Taking a still out of a recording (截取画面): the picture that the player shows, as it is decoded here, goes into the form together with the recording and the place. Without this
// script the act's own form asks for a picture as a file.

/** The dialog with the form; the buttons beside the players open it. */
export function still(dialog: HTMLElement): void {
  if (!(dialog instanceof HTMLDialogElement)) return;
  const find = <Kind extends HTMLElement>(name: string): Kind | null => dialog.querySelector<Kind>(`[data-still-${name}]`);
  const [recording, at, file] = [find<HTMLInputElement>("recording"), find<HTMLInputElement>("at"), find<HTMLInputElement>("image")];
  const [picture, place] = [find<HTMLCanvasElement>("picture"), find<HTMLElement>("place")];
  if (!recording || !at || !file || !picture || !place) return;

  document.querySelectorAll<HTMLElement>("[data-take-still]").forEach((button) =>
    button.addEventListener("click", () => {
      const frame = button.closest<HTMLElement>("[data-recording]");
      const video = frame?.querySelector<HTMLVideoElement>("video:not([hidden])");
      if (!frame || !video?.videoWidth) return;
      video.pause();
      picture.width = video.videoWidth;
      picture.height = video.videoHeight;
      picture.getContext("2d")?.drawImage(video, 0, 0);
      const seconds = video.currentTime;
      recording.value = /\/files\/([0-9a-f]{64})/.exec(video.currentSrc)?.[1] ?? "";
      at.value = inWords(seconds);
      place.textContent = `${frame.querySelector("h3")?.textContent ?? ""}，${at.value}，${picture.width}×${picture.height}`;
      picture.toBlob((made) => {
        if (!made) return;
        const held = new DataTransfer();
        held.items.add(new File([made], `截图-${at.value.replaceAll(":", ".")}.png`, { type: "image/png" }));
        file.files = held.files;
        dialog.showModal();
      }, "image/png");
    }),
  );
  find("close")?.addEventListener("click", () => dialog.close());
}

/** A place as the act reads it: 1:02:03.45. */
function inWords(seconds: number): string {
  const hundredths = Math.floor(seconds * 100);
  const [whole, rest] = [Math.floor(hundredths / 100), hundredths % 100];
  const two = (number: number): string => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const clock = hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  return `${clock}.${two(rest)}`;
}
