# lifeguard_async(TARGET… [STATIC]): the C sources of these targets may have async functions, and they are linked with the
# runtime library: the shared one, or the static one.
#
# Clang loads the plugin. Another compiler gets, of each C source, the lowered text, which `lifeguard lower` writes as a step of
# the build; to be called after the target's sources, include folders and definitions are known, in the folder that
# made the target. A source with the property LIFEGUARD_PLAIN is left alone.
function(lifeguard_async)
  cmake_parse_arguments(PARSE_ARGV 0 arg STATIC "" "")
  if(arg_STATIC)
    set(library Lifeguard::lifeguard-static)
  else()
    set(library Lifeguard::lifeguard)
  endif()
  foreach(target IN LISTS arg_UNPARSED_ARGUMENTS)
    target_link_libraries(${target} PRIVATE ${library})
    if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
      _lifeguard_load_plugin(${target})
    else()
      _lifeguard_lower_sources(${target})
    endif()
  endforeach()
endfunction()

function(_lifeguard_load_plugin target)
  string(REGEX MATCH "^[0-9]+" version ${CMAKE_C_COMPILER_VERSION})
  get_filename_component(folder ${LIFEGUARD_PLUGIN} DIRECTORY)
  if(NOT EXISTS ${folder}/lifeguard-${version}.so)
    message(FATAL_ERROR "lifeguard_async(${target}): there is no plugin for the C compiler, clang ${version}, in ${folder}")
  endif()
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:-fplugin=${LIFEGUARD_PLUGIN}>)
  # A new plugin compiles everything anew.
  get_target_property(sources ${target} SOURCES)
  set_property(SOURCE ${sources} APPEND PROPERTY OBJECT_DEPENDS ${folder}/lifeguard-${version}.so)
endfunction()

function(_lifeguard_lower_sources target)
  if(NOT EXISTS ${LIFEGUARD_COMMAND})
    message(FATAL_ERROR "lifeguard_async(${target}): ${CMAKE_C_COMPILER_ID} compiles lowered text, and there is no ${LIFEGUARD_COMMAND}")
  endif()
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(sources ${target} SOURCES)
  set(includes $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
  set(definitions $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
  set(standard $<TARGET_PROPERTY:${target},C_STANDARD>)
  set(result)
  foreach(source IN LISTS sources)
    get_source_file_property(plain ${source} LIFEGUARD_PLAIN)
    if(plain OR source MATCHES "\\$<" OR NOT source MATCHES "\\.c$")
      list(APPEND result ${source})
      continue()
    endif()
    get_filename_component(path ${source} ABSOLUTE BASE_DIR ${folder})
    file(RELATIVE_PATH name ${folder} ${path})
    string(REPLACE "../" "__/" name ${name})
    set(lowered ${CMAKE_CURRENT_BINARY_DIR}/${target}.lowered/${name})
    get_filename_component(lowered_folder ${lowered} DIRECTORY)
    get_filename_component(source_folder ${path} DIRECTORY)
    file(MAKE_DIRECTORY ${lowered_folder})
    get_source_file_property(own_definitions ${source} COMPILE_DEFINITIONS)
    if(NOT own_definitions)
      set(own_definitions)
    endif()
    add_custom_command(OUTPUT ${lowered}
      COMMAND ${LIFEGUARD_COMMAND} lower ${path} -o ${lowered} "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
              "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>" "$<$<BOOL:${own_definitions}>:-D$<JOIN:${own_definitions},;-D>>"
              "$<$<BOOL:${standard}>:-std=gnu${standard}>" -MD -MF ${lowered}.d -MT ${lowered}
      MAIN_DEPENDENCY ${path} DEPENDS ${LIFEGUARD_PLUGIN} DEPFILE ${lowered}.d
      COMMENT "Lowering ${name}" COMMAND_EXPAND_LISTS VERBATIM)
    # What lies beside the source is found from there, too.
    set_property(SOURCE ${lowered} APPEND PROPERTY COMPILE_OPTIONS -iquote ${source_folder})
    set_property(SOURCE ${lowered} APPEND PROPERTY COMPILE_DEFINITIONS ${own_definitions})
    list(APPEND result ${lowered})
  endforeach()
  set_property(TARGET ${target} PROPERTY SOURCES ${result})
endfunction()
