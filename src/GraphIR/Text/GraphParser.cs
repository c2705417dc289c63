namespace DepthCompress.GraphIR;

/// <summary>Reads <c>.dcir</c>, the textual form of graphs (docs/dcir.md).</summary>
public sealed class GraphParser
{
    private readonly string? folder;
    private readonly ImmutableArray<Value>.Builder inputs = ImmutableArray.CreateBuilder<Value>();
    private readonly ImmutableArray<GraphOutput>.Builder outputs = ImmutableArray.CreateBuilder<GraphOutput>();
    private readonly OrderedDictionary<Value, Tensor> initializers = [];
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, Value> values = [];
    private readonly HashSet<string> nodeNames = [];
    private readonly List<(Value Value, TensorType Type, TextScanner Scanner, int Column)> stated = [];
    private readonly Dictionary<Value, TensorType?> types = [];

    private GraphParser(string? folder) => this.folder = folder;

    /// <summary>The graph of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="folder">Where <c>file(path)</c> looks; null refuses such constants.</param>
    /// <param name="firstLine">The number of the first line, for texts that are part of a file.</param>
    /// <exception cref="DiagnosticException">DC1901: the text does not follow the grammar, or contradicts itself.</exception>
    public static Graph Parse(string text, string? folder = null, int firstLine = 1)
    {
        var scanners = text.Split('\n').Select((line, index) => new TextScanner(line.TrimEnd('\r'), firstLine + index)).ToList();
        var lines = scanners.Where(scanner => !scanner.IsAtEnd).ToList();
        if (lines is not [var head, .. var body])
        {
            throw scanners[^1].Fail("expected 'graph @name', found nothing");
        }

        head.Expect("graph");
        head.Expect("@");
        var name = head.Name("the name of the graph");
        head.ExpectEnd();
        var parser = new GraphParser(folder);
        foreach (var line in body)
        {
            parser.ReadLine(line);
        }

        return parser.ToGraph(name, lines[^1]);
    }

    private Graph ToGraph(string name, TextScanner last)
    {
        if (outputs.Count == 0)
        {
            throw last.Fail("the graph has no 'out' line");
        }

        var graph = Graph.Create(name, inputs.ToImmutable(), nodes, outputs.ToImmutable(), initializers);
        var living = graph.Nodes.SelectMany(node => node.Outputs).ToHashSet();
        foreach (var (value, type, scanner, column) in stated)
        {
            if (living.Contains(value) && graph.TypeOf(value) is { } derived && derived != type)
            {
                throw scanner.FailAt(column, $"%{value.Hint} is {TensorText.Type(derived)}, not {TensorText.Type(type)}");
            }
        }

        return graph;
    }

    private void ReadLine(TextScanner line)
    {
        if (line.TryTakeWord("in"))
        {
            var column = line.Column();
            var name = ReadValueName(line);
            var input = new Value(name, line.TryTake(":") ? TensorText.ReadType(line) : null) { IsPinned = true };
            Define(line, column, name, input, input.Declared);
            inputs.Add(input);
        }
        else if (line.TryTakeWord("const"))
        {
            ReadConstant(line);
        }
        else if (line.TryTakeWord("out"))
        {
            do
            {
                var value = ReadValue(line);
                outputs.Add(new GraphOutput(line.TryTakeWord("as") ? line.Name("the name of the output") : value.Hint, value));
            }
            while (line.TryTake(","));
        }
        else
        {
            ReadNode(line);
        }

        line.ExpectEnd();
    }

    private void ReadConstant(TextScanner line)
    {
        var column = line.Column();
        var name = ReadValueName(line);
        line.Expect(":");
        var type = TensorText.ReadType(line);
        var value = new Value(name);
        initializers[value] = line.TryTake("=") ? TensorText.ReadData(line, type, folder) : TensorText.Elided(line, type);
        Define(line, column, name, value, type);
    }

    private void ReadNode(TextScanner line)
    {
        var results = new List<(string Name, int Column)>();
        do
        {
            var column = line.Column();
            results.Add((line.TryTakeWord("_") ? "" : ReadValueName(line), column));
        }
        while (line.TryTake(","));

        line.Expect("=");
        var opColumn = line.Column();
        var isOpaque = line.TryTake("?");
        var (domain, type) = ("", line.Name("an operator"));
        if (isOpaque && line.TryTake(":"))
        {
            (domain, type) = (type, line.Name("an operator"));
        }

        var (operands, written) = ReadOperands(line);
        var attributes = AttributeText.ReadAll(line, folder);
        Operator op = isOpaque
            ? new Opaque(type, domain) { Attributes = attributes, WrittenOperands = written == operands.Length ? null : written }
            : ReadOperator(line, opColumn, type, AttributeReader.ForText(attributes, results.Count), operands);
        var resultTypes = ReadTypes(line, results.Count);
        var nameColumn = line.Column();
        var name = line.TryTake("@") ? line.Name("the name of the node") : results[0].Name;
        if (!nodeNames.Add(name))
        {
            throw line.FailAt(nameColumn, $"two nodes are called '{name}'");
        }

        var origin = ImmutableArray.CreateBuilder<string>();
        if (line.TryTake("<-"))
        {
            do
            {
                origin.Add(line.Name("the name of a node"));
            }
            while (line.TryTake(","));
        }

        AddNode(line, results, resultTypes,
            new Node { Name = name, Op = op, Inputs = operands, Outputs = [], Origin = origin.ToImmutable() });
    }

    private void AddNode(TextScanner line, List<(string Name, int Column)> results, List<(TensorType? Type, int Column)> resultTypes,
        Node draft)
    {
        var inference = draft.Op.Infer([.. draft.Inputs.Select(OperandOf)]);
        var outputs = ImmutableArray.CreateBuilder<Value>();
        for (var i = 0; i < results.Count; i++)
        {
            var (type, column) = i < resultTypes.Count ? resultTypes[i] : default;
            var value = new Value(results[i].Name, type);
            outputs.Add(value);
            if (results[i].Name.Length > 0)
            {
                Define(line, results[i].Column, results[i].Name, value, type ?? (i < inference.Types.Length ? inference.Types[i] : null));
            }

            if (type is not null)
            {
                stated.Add((value, type, line, column));
            }
        }

        nodes.Add(new Node
        {
            Name = draft.Name,
            Op = draft.Op,
            Inputs = draft.Inputs,
            Outputs = outputs.ToImmutable(),
            Origin = draft.Origin,
        });
    }

    private Operator ReadOperator(TextScanner line, int column, string type, AttributeReader attributes, ImmutableArray<Value?> operands)
    {
        if (!OperatorCatalog.Knows(type))
        {
            throw line.FailAt(column, $"there is no operator '{type}'; '?{type}' carries one that is not understood");
        }

        // Constants are hidden: what is written as an operand stays one.
        Operand[] known = [.. operands.Select(OperandOf)];
        var op = OperatorCatalog.Read(type, "", attributes, known);
        return OperatorCatalog.FirstMissing(op, known) is { } slot ? throw line.FailAt(column, $"operand {slot} of {type} is missing")
            : op is Opaque { Reason: { } reason } ? throw line.FailAt(column, $"{type}: {reason}; '?{type}' carries it as it is") : op;
    }

    private Operand OperandOf(Value? value) => value is null ? default : new Operand(types.GetValueOrDefault(value), null);

    private (ImmutableArray<Value?> Operands, int Written) ReadOperands(TextScanner line)
    {
        var operands = ImmutableArray.CreateBuilder<Value?>();
        int? written = null;
        line.Expect("(");
        while (!line.TryTake(")"))
        {
            if (written is null && line.TryTake(";"))
            {
                written = operands.Count;
            }
            else if (operands.Count > 0)
            {
                line.Expect(",");
            }

            operands.Add(line.TryTakeWord("_") ? null : ReadValue(line));
        }

        return (operands.ToImmutable(), written ?? operands.Count);
    }

    private static List<(TensorType? Type, int Column)> ReadTypes(TextScanner line, int results)
    {
        var read = new List<(TensorType?, int)>();
        if (line.TryTake(":"))
        {
            do
            {
                var column = line.Column();
                read.Add((line.TryTakeWord("_") ? null : TensorText.ReadType(line), column));
            }
            while (line.TryTake(","));
        }

        return read.Count <= results ? read : throw line.Fail($"the node has {results} results, not {read.Count}");
    }

    private static string ReadValueName(TextScanner line)
    {
        line.Expect("%");
        return line.Name("the name of a value");
    }

    private Value ReadValue(TextScanner line)
    {
        var column = line.Column();
        var name = ReadValueName(line);
        return values.GetValueOrDefault(name) ?? throw line.FailAt(column, $"%{name} is not defined above");
    }

    private void Define(TextScanner line, int column, string name, Value value, TensorType? type)
    {
        if (!values.TryAdd(name, value))
        {
            throw line.FailAt(column, $"%{name} is defined twice");
        }

        types[value] = type;
    }
}
