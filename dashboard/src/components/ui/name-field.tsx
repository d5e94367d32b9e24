interface NameFieldProps {
  label: string;
  value: string;
  onName: (name: string) => void;
  placeholder?: string;
  autoComplete?: string;
}

/** What people call something, or themselves: 1 to 64 letters. */
export const NameField = ({ label, value, onName, ...rest }: NameFieldProps) => (
  <label className="field">
    {label}
    <input
      value={value}
      required
      maxLength={64}
      {...rest}
      onChange={(event) => {
        onName(event.currentTarget.value);
      }}
    />
  </label>
);
