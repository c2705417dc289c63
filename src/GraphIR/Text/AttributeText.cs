namespace DepthCompress.GraphIR;

/// <summary>Attributes as <c>.dcir</c> spells them.</summary>
internal static class AttributeText
{
    /// <summary>Everything of the form name=value.</summary>
    public static ImmutableArray<KeyValuePair<string, AttributeValue>> ReadAll(TextScanner scanner, string? folder)
    {
        var attributes = ImmutableArray.CreateBuilder<KeyValuePair<string, AttributeValue>>();
        var names = new HashSet<string>();
        while (scanner.SeesName())
        {
            var column = scanner.Column();
            var name = scanner.Name("the name of an attribute");
            if (!names.Add(name))
            {
                throw scanner.FailAt(column, $"attribute '{name}' is stated twice");
            }

            scanner.Expect("=");
            attributes.Add(KeyValuePair.Create(name, Read(scanner, folder)));
        }

        return attributes.ToImmutable();
    }

    private static AttributeValue Read(TextScanner scanner, string? folder)
    {
        if (scanner.TryTake("["))
        {
            return ReadList(scanner);
        }

        if (scanner.SeesText())
        {
            return new AttributeValue.Text(scanner.Text());
        }

        if (scanner.SeesNumber())
        {
            return ReadNumber(scanner);
        }

        if (scanner.SeesType())
        {
            var type = TensorText.ReadType(scanner);
            var hasData = scanner.TryTake("=");
            return new AttributeValue.TensorData(hasData ? TensorText.ReadData(scanner, type, folder) : TensorText.Elided(scanner, type));
        }

        return new AttributeValue.Text(scanner.Name("a number, a text, a list or a tensor"));
    }

    private static AttributeValue ReadNumber(TextScanner scanner)
    {
        var (integer, number) = scanner.Number();
        return integer is { } whole ? new AttributeValue.Int(whole) : new AttributeValue.Float((float)number);
    }

    private static AttributeValue ReadList(TextScanner scanner)
    {
        var items = new List<AttributeValue>();
        while (!scanner.TryTake("]"))
        {
            if (items.Count > 0)
            {
                scanner.Expect(",");
            }

            items.Add(scanner.SeesNumber()
                ? ReadNumber(scanner)
                : new AttributeValue.Text(scanner.Name("a number or a text")));
        }

        return items.All(item => item is AttributeValue.Int)
            ? new AttributeValue.Ints([.. items.Cast<AttributeValue.Int>().Select(item => item.Value)])
            : items.All(item => item is AttributeValue.Text)
                ? new AttributeValue.Texts([.. items.Cast<AttributeValue.Text>().Select(item => item.Value)])
            : items.Any(item => item is AttributeValue.Text) ? throw scanner.Fail("a list holds numbers or texts, not both")
            : new AttributeValue.Floats([.. items.Select(item =>
                item is AttributeValue.Int whole ? whole.Value : ((AttributeValue.Float)item).Value)]);
    }
}
