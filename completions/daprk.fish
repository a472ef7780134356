# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_daprk_global_optspecs
    string join \n k/kubernetes context= kubeconfig= n/namespace= timeout= dry-run y/yes o/output= q/quiet v/verbose color= no-progress h/help V/version
end

function __fish_daprk_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_daprk_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_daprk_using_subcommand
    set -l cmd (__fish_daprk_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c daprk -n "__fish_daprk_needs_command" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_needs_command" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_needs_command" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_needs_command" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_needs_command" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_needs_command" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_needs_command" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_needs_command" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_needs_command" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_needs_command" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_needs_command" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_needs_command" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_needs_command" -s V -l version -d 'Print version'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "uninstall" -d 'Remove Dapr'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "deploy" -d 'Run an application, and wait until it is healthy'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "undeploy" -d 'Remove an application that `daprk deploy` runs'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "run" -d 'Run the applications of a multi-app file, and follow what they say'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "stop" -d 'Remove the applications that `daprk run` runs'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "status" -d 'Show the health of Dapr\'s services'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "check" -d 'Find out what is wrong with Dapr, its components and applications'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "doctor" -d 'Find out what is wrong with Dapr, its components and applications'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "list" -d 'List the applications that have a Dapr sidecar'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "logs" -d 'Print the logs of an application or of its sidecar'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "graph" -d 'Show what there is, and what calls, reads and writes what'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "follow" -d 'Follow one request through an application, hop by hop'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "dashboard" -d 'Show the live picture as a page in your browser'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "invoke" -d 'Call a method of an application, as another application would'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "publish" -d 'Publish an event to a topic, in the name of an application'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "state" -d 'Look at what an application keeps in its state store'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "forward" -d 'Open a port of this machine that leads to an application'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "tutorial" -d 'Learn Dapr step by step, on the sandbox or on a cluster'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "diff" -d 'Show what `init`, `upgrade` or `deploy` would change'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "template" -d 'Print the manifests that would be applied'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "images" -d 'List the container images that are needed'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "sandbox" -d 'Run a Kubernetes on this machine, for learning'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "version" -d 'Print the versions of daprk and of Dapr'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "completion" -d 'Print the script that makes a shell complete daprk'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "init" -d 'Install Dapr, and wait until it is healthy'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "upgrade" -d 'Bring an installed Dapr to another version or other values'
complete -c daprk -n "__fish_daprk_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l all -d 'Also the resource definitions: deletes every Dapr component'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l purge-data -d 'Also the volumes with the scheduler\'s and Redis\' data'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l dev -d 'Also what `init --dev` added'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s f -l file -d 'Manifests: a file, a directory, a URL or - (repeatable)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l name -d 'Name to remember the manifests by' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l image -d 'Run another image (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l replicas -d 'Number of pods of an app (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l state-store -d 'Name of the state store component' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l image-registry -d 'Registry of its images, as in REGISTRY/redis:7.0' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l values -d 'Values file, or - (repeatable; the last wins)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l set -d 'Set values: key=value,list={a,b} (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l set-string -d 'As --set, but the value is always text' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l set-file -d 'As --set, but the value is read from a file' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand deploy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand undeploy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand run" -s f -l run-file -d 'Multi-app file, or the folder of a dapr.yaml' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand run" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand run" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand run" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand run" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand run" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand run" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand run" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand run" -l detach -d 'Let them run, and follow nothing'
complete -c daprk -n "__fish_daprk_using_subcommand run" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand run" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand run" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand run" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand run" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand run" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand run" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s f -l run-file -d 'Multi-app file, or the folder of a dapr.yaml' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand status" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand status" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand status" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand status" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand status" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand status" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand status" -s w -l watch -d 'Go on showing it as it changes'
complete -c daprk -n "__fish_daprk_using_subcommand status" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand status" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand status" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand status" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand status" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand status" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand check" -s a -l app -d 'Only what concerns this application, by its Dapr app id' -r
complete -c daprk -n "__fish_daprk_using_subcommand check" -l only -d 'Only this check or group; may be repeated' -r
complete -c daprk -n "__fish_daprk_using_subcommand check" -l skip -d 'Without this check or group; may be repeated' -r
complete -c daprk -n "__fish_daprk_using_subcommand check" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand check" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand check" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand check" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand check" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand check" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand check" -s A -l all-namespaces -d 'In every namespace (the default without -n)'
complete -c daprk -n "__fish_daprk_using_subcommand check" -l list -d 'List the checks, and look at nothing'
complete -c daprk -n "__fish_daprk_using_subcommand check" -l pre -d 'Look whether Dapr can be installed'
complete -c daprk -n "__fish_daprk_using_subcommand check" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand check" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand check" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand check" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand check" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand check" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s a -l app -d 'Only what concerns this application, by its Dapr app id' -r
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l only -d 'Only this check or group; may be repeated' -r
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l skip -d 'Without this check or group; may be repeated' -r
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s A -l all-namespaces -d 'In every namespace (the default without -n)'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l list -d 'List the checks, and look at nothing'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l pre -d 'Look whether Dapr can be installed'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand list" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand list" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand list" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand list" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand list" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand list" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand list" -s A -l all-namespaces -d 'In every namespace (the default without -n)'
complete -c daprk -n "__fish_daprk_using_subcommand list" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand list" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand list" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand list" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand list" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand list" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s a -l app-id -d 'Application, by its Dapr app id' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s c -l container -d 'daprd, app, all, or a container [default: daprd]' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s p -l pod-name -d 'Only this pod' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l tail -d 'Only the last N lines of each container' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l since -d 'Only what is younger than this: 90s, 10m, 2h' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s f -l follow -d 'Go on with new lines, and with new pods'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l previous -d 'Of the container before its last restart'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l timestamps -d 'Put the time before each line'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l no-prefix -d 'Leave the pod\'s name out'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l view -d 'app, data-path, injection, control-plane or all' -r -f -a "app\t'Applications and Dapr\'s resources'
data-path\t'Where requests and data go'
injection\t'How a sidecar gets into a pod'
control-plane\t'What Dapr itself is made of'
all\t'All of it'"
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l focus -d 'Only what is near this application or resource' -r
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l hops -d 'How far from it' -r
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s f -l filename -d 'Of manifests: a file, a folder, `-` or an address; no cluster is asked' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l window -d 'Look twice, this far apart: rates in place of sums' -r
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l record -d 'Keep what was seen in a file' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l from -d 'Show what such a file has kept; no cluster is asked' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s A -l all-namespaces -d 'In every namespace'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l diff -d 'What would come and go: with -f if these manifests were applied, with --from since that file'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s w -l watch -d 'Go on showing it as it changes'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l check -d 'Fail (exit 1) where something is wrong'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l tour -d 'Be led through it: what each part is for, ticked by how the cluster is'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand follow" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand follow" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand follow" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s w -l watch -d 'Go on with the requests that come after it'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand follow" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s p -l port -d 'Port of 127.0.0.1 [default: any free one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s A -l all-namespaces -d 'In every namespace'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l open -d 'Open the link in your browser, too'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand dashboard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s a -l app-id -d 'Application, by its Dapr app id' -r
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s m -l method -d 'Path that is called, with its query: order, items/7?all=1' -r
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l verb -d 'HTTP method' -r -f -a "GET\t''
POST\t''
PUT\t''
PATCH\t''
DELETE\t''
HEAD\t''
OPTIONS\t''"
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s d -l data -d 'What to send: \'{"orderId": 1}\'' -r
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s f -l data-file -d 'Send what is in this file; - is standard input' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand invoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s a -s i -l app-id -l publish-app-id -d 'Application that publishes, by its Dapr app id' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s p -l pubsub -d 'Name of the pub/sub component' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s t -l topic -d 'Topic' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s m -l metadata -d 'Metadata for the component, as JSON: \'{"ttlInSeconds": "60"}\'' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s d -l data -d 'What to send: \'{"orderId": 1}\'' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s f -l data-file -d 'Send what is in this file; - is standard input' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand publish" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand publish" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand publish" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -f -a "get" -d 'Print the value of a key'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -f -a "keys" -d 'List an application\'s keys, with their values, as the store itself has them'
complete -c daprk -n "__fish_daprk_using_subcommand state; and not __fish_seen_subcommand_from get keys help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s s -l store -d 'Name of the state store [default: the only one that the application has]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s s -l store -d 'Name of the state store [default: the only one that the application has]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from keys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of a key'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from help" -f -a "keys" -d 'List an application\'s keys, with their values, as the store itself has them'
complete -c daprk -n "__fish_daprk_using_subcommand state; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand forward" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand forward" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand forward" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand forward" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -f -a "list" -d 'List them, with how long they take and how far you are'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -f -a "show" -d 'Print a tutorial: its chapters, its steps and their commands'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -f -a "run" -d 'Go through a tutorial; it goes on where it was left'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -f -a "reset" -d 'Take back everything that a tutorial made, and nothing else'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -f -a "lint" -d 'Look for mistakes in the file of a tutorial'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and not __fish_seen_subcommand_from list show run reset lint help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l dir -d 'Folder of a tutorial of your own: it has a tutorial.md' -r -f -a "(__fish_complete_directories)"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l dir -d 'Folder of a tutorial of your own: it has a tutorial.md' -r -f -a "(__fish_complete_directories)"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l from -d 'Begin with this step: its number or its heading' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l image-registry -d 'Registry of the images that its applications run in, as in REGISTRY/redis:7.0' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l auto -d 'Ask nobody; succeed only if everything that is checked holds'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l dir -d 'Folder of a tutorial of your own: it has a tutorial.md' -r -f -a "(__fish_complete_directories)"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l dir -d 'Folder of a tutorial of your own: it has a tutorial.md' -r -f -a "(__fish_complete_directories)"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from help" -f -a "list" -d 'List them, with how long they take and how far you are'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print a tutorial: its chapters, its steps and their commands'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from help" -f -a "run" -d 'Go through a tutorial; it goes on where it was left'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Take back everything that a tutorial made, and nothing else'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from help" -f -a "lint" -d 'Look for mistakes in the file of a tutorial'
complete -c daprk -n "__fish_daprk_using_subcommand tutorial; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s f -l file -d 'Manifests: a file, a directory, a URL or - (repeatable)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l name -d 'Name to remember the manifests by' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l runtime-version -d 'Version of Dapr: latest, 1.18.3 … [default: latest]' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l enable-mtls -d 'Mutual TLS between sidecars [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l enable-ha -d 'Three replicas of each service [default: false]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l image-registry -d 'Registry to pull from, as in REGISTRY/operator:1.18.3' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l image-variant -d 'Variant of the images: mariner, or default' -r -f -a "mariner\t''
default\t''"
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l ca-root-certificate -d 'Root certificate (PEM), with both --issuer-… files' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l issuer-private-key -d 'Private key of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l issuer-public-certificate -d 'Certificate of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l image -d 'Run another image (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l replicas -d 'Number of pods of an app (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l state-store -d 'Name of the state store component' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l values -d 'Values file, or - (repeatable; the last wins)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l set -d 'Set values: key=value,list={a,b} (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l set-string -d 'As --set, but the value is always text' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l set-file -d 'As --set, but the value is read from a file' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand template" -l runtime-version -d 'Version of Dapr: latest, 1.18.3 … [default: latest]' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l enable-mtls -d 'Mutual TLS between sidecars [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand template" -l enable-ha -d 'Three replicas of each service [default: false]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand template" -l image-registry -d 'Registry to pull from, as in REGISTRY/operator:1.18.3' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l image-variant -d 'Variant of the images: mariner, or default' -r -f -a "mariner\t''
default\t''"
complete -c daprk -n "__fish_daprk_using_subcommand template" -l ca-root-certificate -d 'Root certificate (PEM), with both --issuer-… files' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand template" -l issuer-private-key -d 'Private key of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand template" -l issuer-public-certificate -d 'Certificate of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand template" -l image -d 'Run another image (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l replicas -d 'Number of pods of an app (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l state-store -d 'Name of the state store component' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l values -d 'Values file, or - (repeatable; the last wins)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand template" -l set -d 'Set values: key=value,list={a,b} (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l set-string -d 'As --set, but the value is always text' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l set-file -d 'As --set, but the value is read from a file' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand template" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand template" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand template" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand template" -l skip-crds -d 'Without the resource definitions'
complete -c daprk -n "__fish_daprk_using_subcommand template" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand template" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand template" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand template" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand template" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand template" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand template" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand images" -l runtime-version -d 'Version of Dapr: latest, 1.18.3 … [default: latest]' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l enable-mtls -d 'Mutual TLS between sidecars [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand images" -l enable-ha -d 'Three replicas of each service [default: false]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand images" -l image-registry -d 'Registry to pull from, as in REGISTRY/operator:1.18.3' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l image-variant -d 'Variant of the images: mariner, or default' -r -f -a "mariner\t''
default\t''"
complete -c daprk -n "__fish_daprk_using_subcommand images" -l ca-root-certificate -d 'Root certificate (PEM), with both --issuer-… files' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand images" -l issuer-private-key -d 'Private key of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand images" -l issuer-public-certificate -d 'Certificate of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand images" -l values -d 'Values file, or - (repeatable; the last wins)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand images" -l set -d 'Set values: key=value,list={a,b} (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l set-string -d 'As --set, but the value is always text' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l set-file -d 'As --set, but the value is read from a file' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand images" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand images" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand images" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand images" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand images" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand images" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand images" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand images" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand images" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand images" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -f -a "start" -d 'Start it in the background, with everything that ran in it'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -f -a "stop" -d 'Stop it and the programs that run in it; what it stores stays'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -f -a "status" -d 'Show its address, what runs in it, and what of that is real'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -f -a "reset" -d 'Stop it and remove all that it stores'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -f -a "kubeconfig" -d 'Print the line that makes kubectl and helm use it'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and not __fish_seen_subcommand_from start stop status reset kubeconfig help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l image -d 'Run this command for an image: web=/usr/bin/webserver' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l daprd -d 'Sidecar of the sandbox: a real daprd\'s path, auto or built-in' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l foreground -d 'Stay in the foreground until Ctrl-C'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from kubeconfig" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "start" -d 'Start it in the background, with everything that ran in it'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "stop" -d 'Stop it and the programs that run in it; what it stores stays'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show its address, what runs in it, and what of that is real'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Stop it and remove all that it stores'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "kubeconfig" -d 'Print the line that makes kubectl and helm use it'
complete -c daprk -n "__fish_daprk_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand version" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand version" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand version" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand version" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand version" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand version" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand version" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand version" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand version" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand version" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand version" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand version" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand completion" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand completion" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand completion" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand completion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand init" -l daprd -d 'Sidecar of the sandbox: a real daprd\'s path, auto or built-in' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand init" -l runtime-version -d 'Version of Dapr: latest, 1.18.3 … [default: latest]' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l enable-mtls -d 'Mutual TLS between sidecars [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand init" -l enable-ha -d 'Three replicas of each service [default: false]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand init" -l image-registry -d 'Registry to pull from, as in REGISTRY/operator:1.18.3' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l image-variant -d 'Variant of the images: mariner, or default' -r -f -a "mariner\t''
default\t''"
complete -c daprk -n "__fish_daprk_using_subcommand init" -l ca-root-certificate -d 'Root certificate (PEM), with both --issuer-… files' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand init" -l issuer-private-key -d 'Private key of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand init" -l issuer-public-certificate -d 'Certificate of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand init" -l set -d 'Set values: key=value,list={a,b} (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l set-string -d 'As --set, but the value is always text' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l set-file -d 'As --set, but the value is read from a file' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand init" -s f -l values -d 'Values file, or - (repeatable; the last wins)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand init" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand init" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand init" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand init" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand init" -l dev -d 'Also Redis, Zipkin and the components that use them'
complete -c daprk -n "__fish_daprk_using_subcommand init" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand init" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand init" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand init" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand init" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand init" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand init" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l runtime-version -d 'Version of Dapr: latest, 1.18.3 … [default: latest]' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l enable-mtls -d 'Mutual TLS between sidecars [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l enable-ha -d 'Three replicas of each service [default: false]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l image-registry -d 'Registry to pull from, as in REGISTRY/operator:1.18.3' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l image-variant -d 'Variant of the images: mariner, or default' -r -f -a "mariner\t''
default\t''"
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l ca-root-certificate -d 'Root certificate (PEM), with both --issuer-… files' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l issuer-private-key -d 'Private key of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l issuer-public-certificate -d 'Certificate of the issuer (PEM)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l set -d 'Set values: key=value,list={a,b} (repeatable)' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l set-string -d 'As --set, but the value is always text' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l set-file -d 'As --set, but the value is read from a file' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l wait -d 'Wait until it is done and healthy [default: true]' -r -f -a "true\t''
false\t''"
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s f -l values -d 'Values file, or - (repeatable; the last wins)' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l context -d 'Kube context [default: the current one]' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l kubeconfig -d 'Kubeconfig file [default: as for kubectl]' -r -F
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s n -l namespace -d 'Namespace of Dapr, or of the application' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l timeout -d 'Give up after this: 90s, 5m, 1h30m [default: 5m]' -r
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s o -l output -d 'table, wide, json, yaml or name [default: table]' -r -f -a "table\t'Columns for people'
wide\t'More columns'
json\t'One JSON document'
yaml\t'One YAML document, or a stream of manifests'
name\t'kind/name, one a line'
short\t'A line for each finding'
text\t'A tree for people'
mermaid\t'Mermaid\'s flowchart'
dot\t'Graphviz\' language'
svg\t'A drawing'
html\t'A page that works from a file'"
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l color -d 'Colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Also into a pipe'
never\t'Never'"
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l no-wait -d 'Return as soon as the cluster has accepted it'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s k -l kubernetes -d 'Work on the cluster of the kube context'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l dry-run -d 'Say what would be done, and do nothing'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s y -l yes -d 'Answer yes to every question'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s q -l quiet -d 'Print results and errors only'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s v -l verbose -d 'Say more; -vv shows each request to the cluster'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -l no-progress -d 'Plain lines in place of moving ones'
complete -c daprk -n "__fish_daprk_using_subcommand upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "uninstall" -d 'Remove Dapr'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "deploy" -d 'Run an application, and wait until it is healthy'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "undeploy" -d 'Remove an application that `daprk deploy` runs'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "run" -d 'Run the applications of a multi-app file, and follow what they say'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "stop" -d 'Remove the applications that `daprk run` runs'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "status" -d 'Show the health of Dapr\'s services'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "check" -d 'Find out what is wrong with Dapr, its components and applications'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "list" -d 'List the applications that have a Dapr sidecar'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "logs" -d 'Print the logs of an application or of its sidecar'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "graph" -d 'Show what there is, and what calls, reads and writes what'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "follow" -d 'Follow one request through an application, hop by hop'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "dashboard" -d 'Show the live picture as a page in your browser'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "invoke" -d 'Call a method of an application, as another application would'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "publish" -d 'Publish an event to a topic, in the name of an application'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "state" -d 'Look at what an application keeps in its state store'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "forward" -d 'Open a port of this machine that leads to an application'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "tutorial" -d 'Learn Dapr step by step, on the sandbox or on a cluster'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "diff" -d 'Show what `init`, `upgrade` or `deploy` would change'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "template" -d 'Print the manifests that would be applied'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "images" -d 'List the container images that are needed'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "sandbox" -d 'Run a Kubernetes on this machine, for learning'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "version" -d 'Print the versions of daprk and of Dapr'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "completion" -d 'Print the script that makes a shell complete daprk'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "init" -d 'Install Dapr, and wait until it is healthy'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "upgrade" -d 'Bring an installed Dapr to another version or other values'
complete -c daprk -n "__fish_daprk_using_subcommand help; and not __fish_seen_subcommand_from uninstall deploy undeploy run stop status check list logs graph follow dashboard invoke publish state forward tutorial diff template images sandbox version completion init upgrade help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from state" -f -a "get" -d 'Print the value of a key'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from state" -f -a "keys" -d 'List an application\'s keys, with their values, as the store itself has them'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from tutorial" -f -a "list" -d 'List them, with how long they take and how far you are'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from tutorial" -f -a "show" -d 'Print a tutorial: its chapters, its steps and their commands'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from tutorial" -f -a "run" -d 'Go through a tutorial; it goes on where it was left'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from tutorial" -f -a "reset" -d 'Take back everything that a tutorial made, and nothing else'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from tutorial" -f -a "lint" -d 'Look for mistakes in the file of a tutorial'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "start" -d 'Start it in the background, with everything that ran in it'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "stop" -d 'Stop it and the programs that run in it; what it stores stays'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "status" -d 'Show its address, what runs in it, and what of that is real'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "reset" -d 'Stop it and remove all that it stores'
complete -c daprk -n "__fish_daprk_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "kubeconfig" -d 'Print the line that makes kubectl and helm use it'
