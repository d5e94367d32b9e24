import { useSearchParams } from 'react-router';

/** What the address says of the named filters, without the empty ones. */
export function useFilters<Name extends string>(names: readonly Name[]) {
  const [params, setParams] = useSearchParams();
  const filters: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  const set = (name: Name, value: string) => {
    setParams(
      (old) => {
        if (value === '') old.delete(name);
        else old.set(name, value);
        return old;
      },
      { replace: true },
    );
  };
  return { filters: filters as Record<string, string>, set };
}

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
}

/** Applied on Enter or when the field is left, so that not every letter asks the gateway. */
export const TextFilter = ({ label, value = '', onChange }: FilterProps) => (
  <label className="filter">
    {label}
    <input
      key={value}
      type="search"
      defaultValue={value}
      autoComplete="off"
      spellCheck={false}
      onBlur={(event) => {
        onChange(event.currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(event.currentTarget.value.trim());
      }}
    />
  </label>
);

export const ChoiceFilter = ({ label, value = '', onChange, choices }: FilterProps & { choices: readonly string[] }) => (
  <label className="filter">
    {label}
    <select
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    >
      <option value="">all</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice.replaceAll('_', ' ')}
        </option>
      ))}
    </select>
  </label>
);
