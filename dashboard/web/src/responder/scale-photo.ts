/** The longer edge of what is sent (chosen: a label on a bottle across a room can be read, at a tenth of a camera's bytes). */
export const PHOTO_EDGE = 1600;
/** Never smaller: what can no longer be made out proves nothing. */
export const SMALLEST_PHOTO_EDGE = 640;
/** What a link of 25 kB/s carries before the platform gives up on a request (15 s). */
const WANTED_BYTES = 350_000;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];

/**
 * A picture as JPEG, upright and no longer than the edge, small enough for a bad link. Drawn anew, so it carries nothing that the camera
 * wrote in. Rejects when this browser cannot read the picture.
 */
export async function scalePhoto(picture: Blob, edge = PHOTO_EDGE): Promise<Blob> {
  const image = await createImageBitmap(picture, { imageOrientation: "from-image" });
  const scale = Math.min(1, edge / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  let smallest: Blob | undefined;
  for (const quality of QUALITIES) {
    smallest = await jpegOf(canvas, quality);
    if (smallest.size <= WANTED_BYTES) break;
  }
  if (smallest === undefined) throw new Error("no quality to try");
  return smallest;
}

const jpegOf = (canvas: HTMLCanvasElement, quality: number): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the canvas gave no picture")) : resolve(blob)), "image/jpeg", quality);
  });
