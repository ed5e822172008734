// The contrast of the texts on the page, by the formula of WCAG 2.2.

/** { text, ratio, needed } for each visible text. */
export const contrasts = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (color) => {
      const [red, green, blue] = color
        .map((it) => it / 255)
        .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    /** The first opaque background below the text. */
    const behind = (element) => {
      const color = rgba(getComputedStyle(element).backgroundColor);
      return color[3] === 255 || !element.parentElement ? color : behind(element.parentElement);
    };
    const hasText = (element) => [...element.childNodes].some((it) => it.nodeType === Node.TEXT_NODE && it.data.trim());
    const visible = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
    return [...document.body.querySelectorAll('*')]
      .filter((element) => hasText(element) && visible(element))
      .map((element) => {
        const style = getComputedStyle(element);
        const [light, dark] = [rgba(style.color), behind(element)].map(luminance).sort((a, b) => b - a);
        const size = Number.parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
        return { text: element.textContent.slice(0, 40), ratio, needed: large ? 3 : 4.5 };
      });
  });
