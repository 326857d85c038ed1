/** A form field that holds one File. The browser's own input, so that keyboard and screen reader work as everywhere. */
export function FileField({
  id,
  accept,
  label,
  value,
  onChange,
}: {
  id?: string;
  accept: string;
  label: string;
  value?: File;
  onChange?: (file: File | undefined) => void;
}) {
  return (
    <label className="file-field">
      <input id={id} type="file" accept={accept} onChange={(event) => onChange?.(event.target.files?.[0])} />
      <span className="file-button">{label}</span>
      <span className="quiet">{value?.name}</span>
    </label>
  );
}
