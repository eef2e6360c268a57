import type { TextBlock } from "@/lib/terms/rules";

/** A document's blocks; every character is shown as text, so nothing in it can become markup. */
export function DocumentText({ blocks }: { blocks: TextBlock[] }) {
  return blocks.map((block) => <Block key={blockKey(block)} block={block} />);
}

const blockKey = (block: TextBlock) =>
  `${block.kind}:${block.kind === "list" ? block.items.join() : block.text}`;

function Block({ block }: { block: TextBlock }) {
  switch (block.kind) {
    case "title":
      return <h1 className="font-semibold text-xl tracking-tight">{block.text}</h1>;
    case "heading":
      return <h2 className="mt-4 font-semibold text-md">{block.text}</h2>;
    case "paragraph":
      return <p className="whitespace-pre-line">{block.text}</p>;
    case "list": {
      const List = block.isOrdered ? "ol" : "ul";
      const look = block.isOrdered ? "list-decimal" : "list-disc";
      return (
        <List className={`${look} flex flex-col gap-1.5 pl-6`}>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </List>
      );
    }
  }
}
