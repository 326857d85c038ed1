// Sixteen-pixel line icons of our own: a state must be readable without its colour.
const paths = {
  found: 'M8 1.5 14.5 8 8 14.5 1.5 8Z M8 5v6 M5.2 8h5.6',
  nothing: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z M3.8 12.2l8.4-8.4',
  not_applicable: 'M2 5.5h12 M2 10.5h12',
  no_answer_yet: 'M4 2h8 M4 14h8 M5 2v2.5L8 8l3-3.5V2 M5 14v-2.5L8 8l3 3.5V14',
  silent: 'M2 6h2.5L8 3v10L4.500 10H2Z M10.500 6l4 4 M14.500 6l-4 4',
  executed: 'M2.500 8.500 6.300 12.300 13.500 4',
  executed_in_part: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z M8 2v12 M8 5h4.800 M8 8h6 M8 11h4.800',
  refused: 'M5.200 1.800h5.600l3.400 3.400v5.600l-3.400 3.400H5.200l-3.400-3.400V5.200Z M5.500 8h5',
  needs_attention: 'M8 1.800 14.800 13.800H1.200Z M8 6v4 M8 11.500v.8',
  withdrawn: 'M6 3 2.500 6.500 6 10 M2.500 6.500h7a4 4 0 0 1 0 8H7',
  not_asked: 'M3 8h.01 M8 8h.01 M13 8h.01',
  open: 'M6 3l5 5-5 5',
  close: 'M3 6l5 5 5-5',
  check: 'M3 8.500 6.500 12 13 4.500',
  cross: 'M4 4l8 8 M12 4l-8 8',
  plus: 'M8 3v10 M3 8h10',
  flow: 'M2 8h11 M9 4l4 4-4 4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 14 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
