import { EndedCard } from "@/components/signup-requests/confirmation-card";
import { FormFrame } from "@/components/signup-requests/form-frame";

export default function ConfirmationNotFound() {
  return (
    <FormFrame>
      <EndedCard formId={null} />
    </FormFrame>
  );
}
